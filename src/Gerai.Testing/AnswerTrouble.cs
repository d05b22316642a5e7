using System.Net;

namespace Gerai.Testing;

/// <summary>How a gateway can fail to answer.</summary>
internal enum AnswerFault
{
    Error,
    Closed,
    AnswerLost,
    Hanging,
}

/// <summary>A trouble of answers, and which requests it happens to.</summary>
internal sealed record AnswerTrouble(
    AnswerFault Fault,
    TroubleInEffect InEffect,
    string? Path,
    HttpStatusCode Status = HttpStatusCode.InternalServerError,
    TimeSpan? RetryAfter = null);

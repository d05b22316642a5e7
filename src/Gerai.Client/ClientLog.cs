using Microsoft.Extensions.Logging;

namespace Gerai.Client;

/// <summary>What a shop's log hears of its calls. Never the server key, never a customer.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Operation} {Id}: {StatusCode} after {Attempts} attempts")]
    public static partial void Answered(ILogger logger, string operation, string id, string statusCode, int attempts);

    [LoggerMessage(2, LogLevel.Warning, "{Operation} {Id}: attempt {Attempt} failed with {Reason}; again in {Wait}")]
    public static partial void Retrying(
        ILogger logger, string operation, string id, int attempt, string reason, TimeSpan wait);

    [LoggerMessage(
        3,
        LogLevel.Information,
        "{Operation} {Id}: an earlier attempt had been carried out though its answer was lost; here it is")]
    public static partial void FoundDone(ILogger logger, string operation, string id);

    [LoggerMessage(
        4,
        LogLevel.Warning,
        "The server key looks like one of production, but the target is the sandbox. New sandbox accounts have such "
        + "keys; with another one every call is answered 401")]
    public static partial void KeyOfProduction(ILogger logger);
}

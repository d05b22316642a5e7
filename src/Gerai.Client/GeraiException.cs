namespace Gerai.Client;

/// <summary>
/// The gateway said no, also where it did so inside an HTTP 200, or it could not be reached. Never holds the server
/// key.
/// </summary>
/// <example>
/// <code>
/// catch (GeraiException refused) when (refused.Error is GeraiError.OrderIdInUse)
/// </code>
/// </example>
public sealed class GeraiException : Exception
{
    /// <summary>Makes an exception with a message only.</summary>
    public GeraiException()
        : this("The gateway could not do this.")
    {
    }

    /// <summary>Makes an exception with a message only.</summary>
    /// <param name="message">What happened.</param>
    public GeraiException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with its cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public GeraiException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What a shop acts on.</summary>
    public GeraiError Error { get; init; }

    /// <summary>
    /// The code in the body (<c>status_code</c>), such as <c>406</c>; that of HTTP when the body has none; null when
    /// nothing answered.
    /// </summary>
    public string? StatusCode { get; init; }

    /// <summary>The gateway's own sentence (<c>status_message</c>).</summary>
    public string? StatusMessage { get; init; }

    /// <summary>What is wrong with the request, field by field (<c>validation_messages</c>); empty unless
    /// <see cref="GeraiError.InvalidRequest"/>.</summary>
    public IReadOnlyList<string> ValidationMessages { get; init; } = [];

    /// <summary>What to quote to the gateway's support (<c>id</c>); older answers have none.</summary>
    public string? RequestId { get; init; }
}

namespace Gerai.Testing;

/// <summary>The sandbox could not do what a test asked for. The message says why, and what to do about it.</summary>
public sealed class SandboxException : Exception
{
    internal SandboxException(string message, string? reason = null)
        : base(message) => Reason = reason;

    /// <summary>
    /// The counter API's word for it, such as <c>not_found</c>, <c>expired</c>, <c>already_paid</c> or <c>not_paid</c>;
    /// null when the sandbox found out by itself.
    /// </summary>
    public string? Reason { get; }
}

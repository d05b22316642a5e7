namespace Gerai.Nodes;

/// <summary>
/// What nodes hear one another by. Best effort: what is said may be lost, and everything must come right without it.
/// </summary>
internal interface INodeLine
{
    /// <summary>Whether there is such a line at all. Books on one machine's disk have one node and none.</summary>
    bool IsThere { get; }

    /// <summary>Says it to all nodes, this one included. Not for two callers at once.</summary>
    Task SayAsync(string message, CancellationToken cancel);

    /// <summary>Listens until the line breaks, which it tells by an exception, or nobody wants to any more.</summary>
    /// <param name="begun">Called when everything that is said from now on will be heard.</param>
    /// <param name="hear">Called with each message. It must not wait for anything.</param>
    Task ListenAsync(Action begun, Action<string> hear, CancellationToken cancel);
}

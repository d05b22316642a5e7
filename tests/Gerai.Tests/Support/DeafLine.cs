using Gerai.Nodes;

namespace Gerai.Tests.Support;

/// <summary>A line by which a node is not heard and hears nothing, as if each of its messages had been lost.</summary>
internal sealed class DeafLine : INodeLine
{
    public bool IsThere => true;

    public Task SayAsync(string message, CancellationToken cancel) => Task.CompletedTask;

    public Task ListenAsync(Action begun, Action<string> hear, CancellationToken cancel)
    {
        begun();
        return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
    }
}

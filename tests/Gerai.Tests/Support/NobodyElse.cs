using Gerai.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gerai.Tests.Support;

/// <summary>The line of a node that has none, for tests of a part that would tell others.</summary>
internal sealed class NobodyElse : INodeLine
{
    public bool IsThere => false;

    public static OtherNodes Listens() =>
        new(new NobodyElse(), new LivingNodes(), NullLogger<OtherNodes>.Instance);

    public Task SayAsync(string message, CancellationToken cancel) => Task.CompletedTask;

    public Task ListenAsync(Action begun, Action<string> hear, CancellationToken cancel) => Task.CompletedTask;
}

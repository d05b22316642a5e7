using Gerai.Values;

namespace Gerai.Storage;

/// <summary>A write about nothing, to see whether the books take one: a row of this node's own, written anew.</summary>
internal sealed class WriteProbe(GroupCommit group, TimeProvider time)
{
    private readonly string node = $"{RandomSource.Secure.NextUuid():N}";

    public async Task WriteAsync() => await group.PipelineAsync(
        session => session.ExecuteAsync(
            """
            insert into commit_marks (writer, slot, sequence, at_ms) values (@writer, 0, 0, @at)
            on conflict (writer, slot) do update set at_ms = excluded.at_ms
            """,
            ("writer", node),
            ("at", time.GetUtcNow().ToUnixTimeMilliseconds())),
        CancellationToken.None);
}

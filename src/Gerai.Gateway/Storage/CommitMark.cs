using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// What a writer leaves in each of its transactions, so that it can find out later whether one was committed whose
/// answer got lost. One row for each writer, however long it writes, in the shard that it writes to.
/// </summary>
internal sealed class CommitMark(TimeProvider time, Slot shard)
{
    private readonly string writer = $"{RandomSource.Secure.NextUuid():N}";
    private long sequence;

    /// <summary>Marks the transaction that has just begun.</summary>
    public void Set(WriteSession session)
    {
        sequence++;
        session.Add(
            """
            insert into commit_marks (writer, slot, sequence, at_ms) values (@writer, @slot, @sequence, @at)
            on conflict (writer, slot) do update set sequence = excluded.sequence, at_ms = excluded.at_ms
            """,
            ("writer", writer),
            ("slot", (long)shard.Number),
            ("sequence", sequence),
            ("at", time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    /// <summary>
    /// Whether the last transaction that was marked has been committed. A write, not a look: it waits for a transaction
    /// that has not ended yet, and once it is durable itself, so is all that it has seen.
    /// </summary>
    public bool IsThere(WriteSession session) => session.Query(
        "update commit_marks set at_ms = at_ms where writer = @writer and slot = @slot returning sequence",
        row => row.GetInt64(0),
        ("writer", writer),
        ("slot", (long)shard.Number)) is [var found] && found == sequence;

    /// <summary>Forgets the writers of nodes that are gone.</summary>
    public static int DeleteOld(WriteSession session, DateTimeOffset before) => session.Execute(
        "delete from commit_marks where at_ms < @before", ("before", before.ToUnixTimeMilliseconds()));
}

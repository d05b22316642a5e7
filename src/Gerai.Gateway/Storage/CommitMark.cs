using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// What a writer leaves in each of its transactions, so that it can find out later whether one was committed whose
/// answer got lost. One row for each writer, however long it writes.
/// </summary>
internal sealed class CommitMark(TimeProvider time)
{
    private readonly string writer = $"{RandomSource.Secure.NextUuid():N}";
    private long sequence;

    /// <summary>Marks the transaction that has just begun.</summary>
    public void Set(WriteSession session)
    {
        sequence++;
        session.Add(
            """
            insert into writers (writer, sequence, at_ms) values (@writer, @sequence, @at)
            on conflict (writer) do update set sequence = excluded.sequence, at_ms = excluded.at_ms
            """,
            ("writer", writer),
            ("sequence", sequence),
            ("at", time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    /// <summary>
    /// Whether the last transaction that was marked has been committed. A write, not a look: it waits for a transaction
    /// that has not ended yet, and once it is durable itself, so is all that it has seen.
    /// </summary>
    public bool IsThere(WriteSession session) => session.Query(
        "update writers set at_ms = at_ms where writer = @writer returning sequence",
        row => row.GetInt64(0),
        ("writer", writer)) is [var found] && found == sequence;

    /// <summary>Forgets the writers of nodes that are gone.</summary>
    public static int DeleteOld(WriteSession session, DateTimeOffset before) => session.Execute(
        "delete from writers where at_ms < @before", ("before", before.ToUnixTimeMilliseconds()));
}

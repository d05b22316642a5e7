using Dapper;

namespace Gerai.Storage;

/// <summary>A row of <c>retention</c>: how one kind of thing stands, for all nodes.</summary>
internal sealed class RetentionMark
{
    public required string What { get; init; }

    public long? KeptSinceMs { get; init; }

    public required string WalkedTo { get; init; }

    public required long DueAtMs { get; init; }

    /// <summary>What is older than this is kept no longer; nothing when nothing was ended yet.</summary>
    public DateTimeOffset? KeptSince =>
        KeptSinceMs is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;

    public static async Task<IReadOnlyDictionary<string, RetentionMark>> AllAsync(
        ReadSession connection, CancellationToken cancel) =>
        (await connection.QueryAsync<RetentionMark>(new CommandDefinition(
            "select what, kept_since_ms, walked_to, due_at_ms from retention", cancellationToken: cancel)))
        .ToDictionary(mark => mark.What, StringComparer.Ordinal);

    /// <summary>Writes a mark if it still stands as it was seen; false when another node was faster.</summary>
    public static bool Move(WriteSession session, RetentionMark? seen, RetentionMark next) => (seen is null
        ? session.Execute(
            """
            insert into retention (what, kept_since_ms, walked_to, due_at_ms) values (@what, @since, @walked, @due)
            on conflict do nothing
            """,
            ("what", next.What),
            ("since", next.KeptSinceMs),
            ("walked", next.WalkedTo),
            ("due", next.DueAtMs))
        : session.Execute(
            """
            update retention set kept_since_ms = @since, walked_to = @walked, due_at_ms = @due
            where what = @what and due_at_ms = @seen
            """,
            ("since", next.KeptSinceMs),
            ("walked", next.WalkedTo),
            ("due", next.DueAtMs),
            ("what", next.What),
            ("seen", seen.DueAtMs))) == 1;
}

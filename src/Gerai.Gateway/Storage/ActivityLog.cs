using Dapper;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>The table of activity. No statement changes or deletes a line of it.</summary>
internal sealed class ActivityLog(Database database, GroupCommit group, SecretSeal seal) : IActivityLog
{
    // So many lines are checked at a time: a log of years is not held in memory.
    private const int CheckedAtOnce = 1_000;

    public Task AppendAsync(Activity activity, CancellationToken cancel) => group.WriteAsync(
        session =>
        {
            ActivityLines.Append(session, seal, activity);
            return true;
        },
        cancel);

    public async Task<IReadOnlyList<ActivityEntry>> ReadAsync(
        MerchantId? merchant, long? before, int most, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<ActivityRow>(new CommandDefinition(
            """
            select number, at_ms, kind, who, person_id, address, about, before, after, hash
            from activity where chain = @chain and number < @before order by number desc limit @most
            """,
            new { chain = ActivityLines.Chain(merchant), before = before ?? long.MaxValue, most },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToEntry(merchant))];
    }

    public async Task<IReadOnlyList<ActivityEntry>> NewestAsync(
        MerchantId? merchant, IReadOnlyList<ActivityKind> kinds, int most, CancellationToken cancel)
    {
        // Names of ours, so they may stand in the statement: lists as parameters differ between the two databases.
        var names = string.Join(", ", kinds.Select(kind => $"'{kind}'"));
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<ActivityRow>(new CommandDefinition(
            $"""
            select number, at_ms, kind, who, person_id, address, about, before, after, hash
            from activity where chain = @chain and kind in ({names}) order by number desc limit @most
            """,
            new { chain = ActivityLines.Chain(merchant), most },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToEntry(merchant))];
    }

    public async Task<long?> FindBrokenAsync(MerchantId? merchant, CancellationToken cancel)
    {
        var chain = ActivityLines.Chain(merchant);
        await using var connection = await database.OpenForReadingAsync(cancel);

        // The head is read first: what is added meanwhile comes behind it.
        var head = await connection.QuerySingleOrDefaultAsync<(long Number, string Hash)?>(new CommandDefinition(
            "select number, hash from activity_heads where chain = @chain", new { chain }, cancellationToken: cancel));
        var (number, hash) = (0L, "");
        while (true)
        {
            var rows = (await connection.QueryAsync<ActivityRow>(new CommandDefinition(
                """
                select number, at_ms, kind, who, person_id, address, about, before, after, hash
                from activity where chain = @chain and number > @number order by number limit @most
                """,
                new { chain, number, most = CheckedAtOnce },
                cancellationToken: cancel))).AsList();
            foreach (var row in rows)
            {
                number++;
                if (row.Number != number || row.HashAfter(seal, hash, merchant) != row.Hash)
                {
                    return number;
                }

                hash = row.Hash;
                if (number == head?.Number && hash != head.Value.Hash)
                {
                    return number;
                }
            }

            if (rows.Count < CheckedAtOnce)
            {
                // Lines at the end are missing.
                return number < (head?.Number ?? 0) ? number + 1 : null;
            }
        }
    }

    private sealed class ActivityRow
    {
        public required long Number { get; init; }

        public required long AtMs { get; init; }

        public required string Kind { get; init; }

        public required string Who { get; init; }

        public string? PersonId { get; init; }

        public string? Address { get; init; }

        public string? About { get; init; }

        public string? Before { get; init; }

        public string? After { get; init; }

        public required string Hash { get; init; }

        public ActivityEntry ToEntry(MerchantId? merchant) => new(Number, ToActivity(merchant), Hash);

        // A line that was changed by hand need not even be readable.
        public string HashAfter(SecretSeal seal, string before, MerchantId? merchant) =>
            Enum.IsDefined(typeof(ActivityKind), Kind) && (PersonId is null || Values.PersonId.TryOf(PersonId, out _))
                ? ActivityLines.Hash(seal, before, Number, ToActivity(merchant))
                : "";

        private Activity ToActivity(MerchantId? merchant) => new()
        {
            Merchant = merchant,
            Kind = Enum.Parse<ActivityKind>(Kind),
            By = new Actor(Who, PersonId is null ? null : Values.PersonId.Of(PersonId), Address),
            At = DateTimeOffset.FromUnixTimeMilliseconds(AtMs),
            About = About,
            Before = Before,
            After = After,
        };
    }
}

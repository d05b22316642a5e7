using Dapper;
using Gerai.People;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// The store networks, their secrets sealed: they are needed to check signatures. The newest is the one without an end.
/// </summary>
internal sealed class StoreNetworkRepository(Database database, GroupCommit group, SecretSeal seal)
    : IStoreNetworkRepository
{
    public async Task<StoreNetwork?> FindAsync(string name, DateTimeOffset now, CancellationToken cancel)
    {
        var rows = await RowsAsync(
            """
            select n.name, n.store, n.environment, s.secret_sealed
            from store_networks n join network_secrets s on s.network = n.name
            where n.name = @name and n.closed_at_ms is null and (s.valid_until_ms is null or s.valid_until_ms > @now)
            order by s.number desc
            """,
            new { name, now = now.ToUnixTimeMilliseconds() },
            cancel);
        if (rows is not [var newest, .. var earlier])
        {
            return null;
        }

        var network = new StoreNetwork(
            name,
            Enum.Parse<StoreChain>(newest.Store),
            Enum.Parse<GatewayEnvironment>(newest.Environment),
            seal.Open(newest.SecretSealed));
        return earlier is []
            ? network
            : network with { EarlierSecrets = [.. earlier.Select(row => seal.Open(row.SecretSealed))] };
    }

    public Task<bool> AddAsync(StoreNetwork network, Actor? by, DateTimeOffset now, CancellationToken cancel)
    {
        var sealedSecret = seal.Seal(network.Secret);
        return group.WriteAsync(
            session =>
            {
                if (!Insert(session, network, now))
                {
                    return false;
                }

                InsertSecret(session, network.Name, sealedSecret, now);
                if (by is not null)
                {
                    Note(session, ActivityKind.NetworkAdded, network.Name, by, now, seal.Fingerprint(network.Secret));
                }

                return true;
            },
            cancel);
    }

    public Task<bool> RotateAsync(
        string name, string next, Actor by, DateTimeOffset now, DateTimeOffset oldEnd, CancellationToken cancel)
    {
        var sealedSecret = seal.Seal(next);
        return group.WriteAsync(
            session =>
            {
                if (InsertSecret(session, name, sealedSecret, now) is not [var number])
                {
                    return false;
                }

                session.Execute(
                    """
                    update network_secrets set valid_until_ms = @end
                    where network = @network and number < @number
                        and (valid_until_ms is null or valid_until_ms > @end)
                    """,
                    ("end", oldEnd.ToUnixTimeMilliseconds()),
                    ("network", name),
                    ("number", number));
                session.Execute(
                    "delete from network_secrets where network = @network and valid_until_ms <= @now",
                    ("network", name),
                    ("now", now.ToUnixTimeMilliseconds()));
                Note(session, ActivityKind.NetworkSecretRotated, name, by, now, seal.Fingerprint(next));
                return true;
            },
            cancel);
    }

    public Task<bool> SwitchAsync(string name, bool isOn, Actor by, DateTimeOffset now, CancellationToken cancel) =>
        group.WriteAsync(
            session =>
            {
                // Of two who switch it the same way at once, one finds it done.
                var isDone = session.Execute(
                    isOn
                        ? """
                          update store_networks set closed_at_ms = null
                          where name = @name and closed_at_ms is not null and @now > 0
                          """
                        : """
                          update store_networks set closed_at_ms = @now where name = @name and closed_at_ms is null
                          """,
                    ("name", name),
                    ("now", now.ToUnixTimeMilliseconds())) == 1;
                if (isDone)
                {
                    var kind = isOn ? ActivityKind.NetworkSwitchedOn : ActivityKind.NetworkSwitchedOff;
                    Note(session, kind, name, by, now, after: null);
                }

                return isDone;
            },
            cancel);

    public async Task<IReadOnlyList<NetworkEntry>> ListAsync(
        DateTimeOffset now, int countMax, CancellationToken cancel)
    {
        var rows = await RowsAsync(
            """
            select n.name, n.store, n.environment, n.created_at_ms, n.closed_at_ms, s.secret_sealed,
                s.created_at_ms as secret_since_ms, s.valid_until_ms as secret_until_ms
            from (select * from store_networks order by name limit @most) n
                join network_secrets s on s.network = n.name
            where s.valid_until_ms is null or s.valid_until_ms > @now
            order by n.name, s.number desc
            """,
            new { now = now.ToUnixTimeMilliseconds(), most = (long)countMax },
            cancel);
        return [.. rows.GroupBy(row => row.Name).Select(network => network.First().ToEntry(
            [.. network.Select(row => new SecretEntry(
                seal.Fingerprint(seal.Open(row.SecretSealed)), Moment(row.SecretSinceMs), Moment(row.SecretUntilMs)))]))
        ];
    }

    private async Task<List<Row>> RowsAsync(string sql, object values, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        return [.. await connection.QueryAsync<Row>(new CommandDefinition(sql, values, cancellationToken: cancel))];
    }

    private static bool Insert(WriteSession session, StoreNetwork network, DateTimeOffset now) => session.Execute(
        """
        insert into store_networks (name, store, environment, created_at_ms)
        values (@name, @store, @environment, @created)
        on conflict do nothing
        """,
        ("name", network.Name),
        ("store", network.Chain.ToString()),
        ("environment", network.Environment.ToString()),
        ("created", now.ToUnixTimeMilliseconds())) == 1;

    // Of two rotations at once one finds the next number taken and writes nothing.
    private static List<long> InsertSecret(
        WriteSession session, string network, string sealedSecret, DateTimeOffset now) => session.Query(
        """
        insert into network_secrets (network, number, secret_sealed, created_at_ms)
        select n.name,
            (select coalesce(max(s.number), 0) + 1 from network_secrets s where s.network = n.name),
            @sealed, @created
        from store_networks n where n.name = @network
        on conflict do nothing
        returning number
        """,
        row => row.GetInt64(0),
        ("network", network),
        ("sealed", sealedSecret),
        ("created", now.ToUnixTimeMilliseconds()));

    private void Note(
        WriteSession session, ActivityKind kind, string name, Actor by, DateTimeOffset now, string? after) =>
        ActivityLines.Append(
            session, seal, new Activity { Kind = kind, By = by, At = now, About = name, After = after });

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? Moment(long? milliseconds) => milliseconds is { } known ? Moment(known) : null;

    /// <summary>A network with one of its secrets, as the database returns it.</summary>
    private sealed class Row
    {
        public required string Name { get; init; }

        public required string Store { get; init; }

        public required string Environment { get; init; }

        public long CreatedAtMs { get; init; }

        public long? ClosedAtMs { get; init; }

        public required string SecretSealed { get; init; }

        public long SecretSinceMs { get; init; }

        public long? SecretUntilMs { get; init; }

        public NetworkEntry ToEntry(IReadOnlyList<SecretEntry> secrets) => new()
        {
            Name = Name,
            Chain = Enum.Parse<StoreChain>(Store),
            Environment = Enum.Parse<GatewayEnvironment>(Environment),
            Since = Moment(CreatedAtMs),
            ClosedAt = Moment(ClosedAtMs),
            Secrets = secrets,
        };
    }
}

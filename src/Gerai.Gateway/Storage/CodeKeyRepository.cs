using Dapper;
using Gerai.Stores;

namespace Gerai.Storage;

/// <summary>The keys of payment codes and how far their counters have been handed out.</summary>
internal sealed class CodeKeyRepository(Database database, GroupCommit group) : ICodeKeyRepository
{
    public async Task<IReadOnlyList<CodeKey>> KeysAsync(StoreChain chain, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<(long Id, string Sealed, long CounterNext, long Retired)>(
            new CommandDefinition(
                """
                select key_id, key_sealed, counter_next, retired from code_keys
                where store = @store order by key_id desc
                """,
                new { store = chain.ToString() },
                cancellationToken: cancel));
        return [.. rows.Select(row =>
            new CodeKey((int)row.Id, chain, row.Sealed, row.CounterNext, row.Retired != 0))];
    }

    public Task<bool> RotateAsync(
        StoreChain chain, string sealedKey, int newest, long reserve, CancellationToken cancel) =>
        group.WriteAsync(
            session =>
            {
                // When another node adds a key for another chain at this moment, that one has the id and this chain's
                // newest is still the one seen: the next id is tried.
                while (!Add(session, chain, sealedKey, newest))
                {
                    if (Newest(session, chain) != newest)
                    {
                        return false;
                    }
                }

                session.Execute(
                    """
                    update code_keys set retired = 1, counter_next = counter_next + @reserve
                    where store = @store and key_id <= @newest and retired = 0
                    """,
                    ("reserve", reserve),
                    ("store", chain.ToString()),
                    ("newest", (long)newest));
                return true;
            },
            cancel);

    public Task<long?> TakeCountersAsync(int key, int count, long max, CancellationToken cancel) =>
        group.WriteAsync(
            session =>
            {
                var taken = session.Query(
                    """
                    update code_keys set counter_next = counter_next + @count
                    where key_id = @key and retired = 0 and counter_next + @count <= @max
                    returning counter_next
                    """,
                    row => row.GetInt64(0),
                    ("key", (long)key),
                    ("count", (long)count),
                    ("max", max));
                return taken is [var next] ? next - count : (long?)null;
            },
            cancel);

    // One statement decides who rotates: the row is only added while the newest key is the one seen.
    private static bool Add(WriteSession session, StoreChain chain, string sealedKey, int newest) => session.Execute(
        """
        insert into code_keys (key_id, store, key_sealed, counter_next, retired)
        select (select coalesce(max(key_id), 0) + 1 from code_keys), @store, @sealed, 0, 0
        where (select coalesce(max(key_id), 0) from code_keys where store = @store) = @newest
        on conflict do nothing
        """,
        ("store", chain.ToString()),
        ("sealed", sealedKey),
        ("newest", (long)newest)) == 1;

    private static int Newest(WriteSession session, StoreChain chain) => session.Query(
        "select coalesce(max(key_id), 0) from code_keys where store = @store",
        row => (int)row.GetInt64(0),
        ("store", chain.ToString()))[0];
}

using Dapper;
using Gerai.Values;
using Npgsql;

namespace Gerai.Storage;

/// <summary>
/// Which slots lie on one machine, so that a transaction over them stays there. All of them, unless the database is cut
/// into shards. What it says may be old: a transaction then reaches over two machines, and is slower for it.
/// </summary>
internal sealed class Shards
{
    private readonly int[] shardOfSlot;

    /// <param name="machineOfSlot">Any name for the machine of each slot, from slot 0 on.</param>
    public Shards(IReadOnlyList<string> machineOfSlot)
    {
        var machines = machineOfSlot.Distinct().ToList();
        shardOfSlot = [.. machineOfSlot.Select(machine => machines.IndexOf(machine))];
        Count = machines.Count;
    }

    public static Shards None { get; } = new([.. Enumerable.Repeat("", Slot.Count)]);

    public int Count { get; }

    /// <summary>As Citus tells it, which has these names in every database that it is installed in.</summary>
    public static Shards Read(NpgsqlDataSource postgres)
    {
        const string IsDistributed = "select count(*) from citus_shards where table_name = 'payments'::regclass";
        const string MachineOfSlot =
            """
            select c.nodename || ':' || c.nodeport
            from generate_series(0::bigint, 1023) s(number)
            join citus_shards c
                on c.shardid = get_shard_id_for_distribution_column('payments'::regclass, s.number)
            order by s.number
            """;
        using var connection = postgres.OpenConnection();
        return connection.ExecuteScalar<bool>("select to_regclass('citus_shards') is not null")
            && connection.ExecuteScalar<long>(IsDistributed) > 0
            ? new Shards([.. connection.Query<string>(MachineOfSlot)])
            : None;
    }

    public int Of(Slot slot) => shardOfSlot[slot.Number];

    /// <summary>One of the slots of a shard.</summary>
    public Slot SlotIn(int shard) => Slot.Of(Array.IndexOf(shardOfSlot, shard));
}

using Dapper;
using Gerai.Merchants;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// How many requests of a merchant the nodes have let in together: one row a merchant, of the newest second only.
/// </summary>
internal sealed class RequestPermits(Database database) : IRequestPermits
{
    public async Task<int> TakeAsync(
        MerchantId merchant, long second, int wanted, int most, CancellationToken cancel)
    {
        if (!database.IsShared)
        {
            return wanted;
        }

        // Nothing is lost with a count of this second, so no commit waits for the disk or for a standby. It is set for
        // this one transaction: behind a pooler the same connection may carry somebody's payment next.
        //
        // A node whose clock is a little behind takes of the newer second: to begin the older one anew would give out
        // both of them twice.
        await using var connection = await database.OpenFleetingAsync(cancel);
        var taken = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            with hasty as (select set_config('synchronous_commit', 'off', true))
            insert into request_permits (merchant_id, of_second, taken)
            select @merchant, @second, @wanted from hasty
            on conflict (merchant_id) do update set
                of_second = case
                    when excluded.of_second > request_permits.of_second then excluded.of_second
                    else request_permits.of_second end,
                taken = excluded.taken + case
                    when excluded.of_second > request_permits.of_second then 0
                    else request_permits.taken end
            where excluded.of_second > request_permits.of_second or request_permits.taken < @most
            returning taken
            """,
            new { merchant = merchant.ToString(), second, wanted = (long)wanted, most = (long)most },
            cancellationToken: cancel));
        return taken is { } together ? wanted - (int)Math.Max(0, together - most) : 0;
    }
}

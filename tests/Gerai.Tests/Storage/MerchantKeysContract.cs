using Gerai.Merchants;
using Gerai.People;
using Gerai.Storage;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>What the portal shows beside a merchant's keys: those that hold, and who changed them.</summary>
public abstract class MerchantKeysContract(DatabaseKind kind) : StorageContract(kind)
{
    [Fact]
    public async Task The_keys_that_hold_are_told_newest_first_with_their_ends()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var key = new ServerKey("the next key");
        var (later, end) = (Now.AddHours(1), Now.AddHours(3));
        await Merchants.RotateServerKeyAsync(Some.MerchantId, key, SomePeople.Operator, later, end, Cancel);

        Assert.Equal(
            [new KeptKey(key, later, null), new KeptKey(new ServerKey(Some.ServerKey), Now, end)],
            await Merchants.ServerKeysAsync(Some.MerchantId, end.AddMilliseconds(-1), Cancel));
        Assert.Equal(
            [new KeptKey(key, later, null)], await Merchants.ServerKeysAsync(Some.MerchantId, end, Cancel));
    }

    [Fact]
    public async Task The_newest_lines_of_some_kinds_are_read_alone()
    {
        var log = new ActivityLog(Books.Database, Books.Group, Some.Seal);
        ActivityKind[] kinds =
        [
            ActivityKind.ServerKeyRotated,
            ActivityKind.SignedIn,
            ActivityKind.SecretShown,
            ActivityKind.ServerKeyRotated,
        ];
        foreach (var one in kinds)
        {
            var line = new Activity { Merchant = Some.MerchantId, Kind = one, By = SomePeople.Operator, At = Now };
            await log.AppendAsync(line, Cancel);
        }

        var lines = await log.NewestAsync(
            Some.MerchantId, [ActivityKind.ServerKeyRotated, ActivityKind.SecretShown], most: 2, Cancel);

        Assert.Equal([4L, 3], lines.Select(line => line.Number));
        Assert.Empty(await log.NewestAsync(null, [ActivityKind.ServerKeyRotated], most: 2, Cancel));
    }
}

public sealed class SqliteMerchantKeysTests() : MerchantKeysContract(DatabaseKind.Sqlite);

public sealed class PostgresMerchantKeysTests() : MerchantKeysContract(DatabaseKind.Postgres);

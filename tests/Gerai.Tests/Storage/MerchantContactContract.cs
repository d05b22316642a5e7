using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>Where a merchant is told: what changing it promises.</summary>
public abstract class MerchantContactContract(DatabaseKind kind) : StorageContract(kind)
{
    [Fact]
    public async Task Where_a_merchant_is_told_changes_alone_and_each_part_alone()
    {
        var merchant = Some.Merchant() with { AlertEmail = EmailAddress.Of("ops@shop.example") };
        await Merchants.AddAsync(merchant, Now, Cancel);
        string[] urls = ["https://shop.example/a", "https://shop.example/b"];

        Assert.True(await Merchants.ChangeContactAsync(merchant.Id, new() { NotificationUrls = urls }, Cancel));
        Assert.Equivalent(
            merchant with { NotificationUrls = urls }, await Merchants.FindAsync(merchant.Id, Cancel), strict: true);

        await Merchants.ChangeContactAsync(merchant.Id, new() { AlertEmail = EmailAddress.Of("b@c") }, Cancel);
        Assert.Equal("b@c", (await Merchants.FindAsync(merchant.Id, Cancel))!.AlertEmail?.Text);

        await Merchants.ChangeContactAsync(
            merchant.Id, new() { NotificationUrls = [], DropsAlertEmail = true }, Cancel);
        Assert.Equivalent(
            merchant with { NotificationUrls = [], AlertEmail = null },
            await Merchants.FindAsync(merchant.Id, Cancel),
            strict: true);
    }

    [Fact]
    public async Task Who_is_not_there_has_nothing_to_change() => Assert.False(
        await Merchants.ChangeContactAsync(Some.MerchantId, new() { NotificationUrls = [] }, Cancel));
}

public sealed class SqliteMerchantContactTests() : MerchantContactContract(DatabaseKind.Sqlite);

public sealed class PostgresMerchantContactTests() : MerchantContactContract(DatabaseKind.Postgres);

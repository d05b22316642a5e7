using Gerai.Merchants;
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

        await SetAsync(new() { NotificationUrls = urls });
        Assert.Equivalent(
            merchant with { NotificationUrls = urls }, await Merchants.FindAsync(merchant.Id, Cancel), strict: true);

        await SetAsync(new() { AlertEmail = EmailAddress.Of("b@c") });
        Assert.Equal("b@c", (await Merchants.FindAsync(merchant.Id, Cancel))!.AlertEmail?.Text);

        await SetAsync(new() { NotificationUrls = [], DropsAlertEmail = true });
        Assert.Equivalent(
            merchant with { NotificationUrls = [], AlertEmail = null },
            await Merchants.FindAsync(merchant.Id, Cancel),
            strict: true);
    }

    private async Task SetAsync(ContactChange change) => Assert.Equal(
        SettingsChange.Changed,
        await Merchants.ChangeSettingsAsync(Some.MerchantId, change.On, SomePeople.Operator, Now, Cancel));
}

public sealed class SqliteMerchantContactTests() : MerchantContactContract(DatabaseKind.Sqlite);

public sealed class PostgresMerchantContactTests() : MerchantContactContract(DatabaseKind.Postgres);

using Gerai.Merchants;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>Where a merchant's customers are led: what keeping it promises.</summary>
public abstract class MerchantRedirectContract(DatabaseKind kind) : StorageContract(kind)
{
    private static readonly RedirectUrls Three = new()
    {
        Finish = RedirectUrl.Of("https://shop.example/thanks?a='b'"),
        Unfinish = RedirectUrl.Of("https://shop.example/later"),
        Error = RedirectUrl.Of("https://shop.example/sorry#top"),
    };

    [Fact]
    public async Task A_merchant_has_no_addresses_until_it_gives_some()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);

        Assert.Equal(RedirectUrls.None, (await Merchants.FindAsync(Some.MerchantId, Cancel))!.Redirects);
    }

    [Fact]
    public async Task The_three_change_together_and_alone_and_one_can_be_taken_away()
    {
        var merchant = Some.Merchant() with { RetryWaits = [TimeSpan.FromSeconds(5)] };
        await Merchants.AddAsync(merchant, Now, Cancel);

        Assert.True(await Merchants.ChangeRedirectsAsync(merchant.Id, Three, Cancel));
        Assert.Equivalent(
            merchant with { Redirects = Three }, await Merchants.FindAsync(merchant.Id, Cancel), strict: true);

        Assert.True(await Merchants.ChangeRedirectsAsync(merchant.Id, Three with { Unfinish = null }, Cancel));
        var found = await Merchants.FindByKeyAsync(Some.ServerKey, Now, Cancel);
        Assert.Equal(Three with { Unfinish = null }, found!.Redirects);
    }

    [Fact]
    public async Task They_are_kept_when_an_account_is_opened_with_them_and_when_it_is_changed()
    {
        var merchant = Some.Merchant() with { Redirects = Three };
        await Merchants.AddAsync(merchant, Now, Cancel);
        Assert.Equal(Three, (await Merchants.FindAsync(merchant.Id, Cancel))!.Redirects);

        await Merchants.ChangeContactAsync(merchant.Id, new() { NotificationUrls = [] }, Cancel);
        await Merchants.UpdateAsync(merchant with { Redirects = Three with { Error = null } }, Cancel);

        Assert.Equal(
            Three with { Error = null }, (await Merchants.FindAsync(merchant.Id, Cancel))!.Redirects);
    }

    [Fact]
    public async Task Who_is_not_there_has_nothing_to_change() =>
        Assert.False(await Merchants.ChangeRedirectsAsync(Some.MerchantId, Three, Cancel));
}

public sealed class SqliteMerchantRedirectTests() : MerchantRedirectContract(DatabaseKind.Sqlite);

public sealed class PostgresMerchantRedirectTests() : MerchantRedirectContract(DatabaseKind.Postgres);

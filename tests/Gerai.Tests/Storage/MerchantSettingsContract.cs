using Gerai.Merchants;
using Gerai.People;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>Changes of a merchant's settings in somebody's name: what is written, and what stands in the log.</summary>
public abstract class MerchantSettingsContract(DatabaseKind kind) : StorageContract(kind)
{
    private static readonly Actor Sri = new("sri@shop.example", PersonId.New(new SeededRandom(1)), "203.0.113.7");

    private static readonly Merchant Before = Some.Merchant() with
    {
        AlertEmail = EmailAddress.Of("ops@shop.example"),
        Redirects = new RedirectUrls { Finish = RedirectUrl.Of("https://shop.example/thanks") },
    };

    private static readonly Merchant After = Before with
    {
        Name = "Kopi Pagi",
        NotificationUrls = ["https://shop.example/a", "https://shop.example/b"],
        AlertEmail = null,
        Redirects = new RedirectUrls { Unfinish = RedirectUrl.Of("https://shop.example/back") },
        RetryWaits = [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)],
        WantsTroubleMail = false,
        FieldNames = new CustomFieldNames("Nomor meja", null, "Cabang"),
    };

    private ActivityLog Log => new(Books.Database, Books.Group, Some.Seal);

    [Fact]
    public async Task Each_setting_that_changed_is_written_with_its_line_and_goes_back_again()
    {
        await Merchants.AddAsync(Before, Now, Cancel);

        Assert.Equal(SettingsChange.Changed, await ChangeAsync(Before, After));
        Assert.Equivalent(After, await Merchants.FindAsync(Before.Id, Cancel), strict: true);
        Assert.Equal(
            [
                (ActivityKind.NameChanged, null, "Example shop", "Kopi Pagi"),
                (ActivityKind.NotificationUrlsChanged, null, "http://127.0.0.1:9/notifications",
                    "https://shop.example/a\nhttps://shop.example/b"),
                (ActivityKind.AlertEmailChanged, null, "ops@shop.example", ""),
                (ActivityKind.RedirectUrlsChanged, "finish", "https://shop.example/thanks", ""),
                (ActivityKind.RedirectUrlsChanged, "unfinish", "", "https://shop.example/back"),
                (ActivityKind.RetryWaitsChanged, null, "", "5000,60000"),
                (ActivityKind.MailSwitched, null, "", "EndpointTrouble"),
                (ActivityKind.CustomFieldNamed, "custom_field1", "", "Nomor meja"),
                (ActivityKind.CustomFieldNamed, "custom_field3", "", "Cabang"),
            ],
            await LinesAsync());

        Assert.Equal(SettingsChange.Changed, await ChangeAsync(After, Before));
        Assert.Equivalent(Before, await Merchants.FindAsync(Before.Id, Cancel), strict: true);
        Assert.Equal(18, (await LinesAsync()).Count);
        Assert.All(
            await Log.ReadAsync(Before.Id, null, 100, Cancel),
            line => Assert.Equal((Sri, Now), (line.Activity.By, line.Activity.At)));
        Assert.Null(await Log.FindBrokenAsync(Before.Id, Cancel));
    }

    [Fact]
    public async Task Two_people_may_change_two_settings_but_not_the_same_one()
    {
        await Merchants.AddAsync(Before, Now, Cancel);
        Assert.Equal(SettingsChange.Changed, await ChangeAsync(Before, Before with { Name = "Kopi Pagi" }));

        Assert.Equal(SettingsChange.Changed, await ChangeAsync(Before, Before with { AlertEmail = null }));
        Assert.Equal(
            SettingsChange.Overtaken,
            await ChangeAsync(Before, Before with { Name = "Kopi Malam", NotificationUrls = [] }));
        Assert.Equivalent(
            Before with { Name = "Kopi Pagi", AlertEmail = null },
            await Merchants.FindAsync(Before.Id, Cancel),
            strict: true);
        Assert.Equal(2, (await LinesAsync()).Count);

        // Both wanted the same: it is as the second one wants it, and there is nothing to tell.
        Assert.Equal(SettingsChange.Changed, await ChangeAsync(Before, Before with { Name = "Kopi Pagi" }));
        Assert.Equal(2, (await LinesAsync()).Count);
    }

    [Fact]
    public async Task Of_many_who_change_one_setting_at_once_on_two_nodes_one_does()
    {
        await using var node = Books.SecondNode();
        IMerchantRepository[] nodes = [Merchants, new MerchantRepository(node.Database, node.Group, Some.Seal)];
        await Merchants.AddAsync(Before, Now, Cancel);

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
            () => nodes[i % 2].ChangeSettingsAsync(Before, Before with { Name = $"Kopi {i}" }, Sri, Now, Cancel),
            Cancel)));

        Assert.Single(results, result => result is SettingsChange.Changed);
        Assert.Equal(9, results.Count(result => result is SettingsChange.Overtaken));
        Assert.Single(await LinesAsync());
    }

    [Fact]
    public async Task Who_is_not_there_has_no_settings()
    {
        Assert.Equal(SettingsChange.NoSuchMerchant, await ChangeAsync(Before, After));
        Assert.Equal((0, 0), (await Books.CountAsync("activity"), await Books.CountAsync("activity_heads")));
    }

    [Fact]
    public async Task A_rotation_leaves_a_fingerprint_and_never_the_secret()
    {
        var (key, secret) = (new ServerKey("SB-Mid-server-ROTATED"), WebhookSecret.New(new SeededRandom(2)));
        await Merchants.AddAsync(Before, Now, Cancel);
        await Merchants.RotateServerKeyAsync(Before.Id, key, Sri, Now, Now, Cancel);
        await Merchants.RotateWebhookSecretAsync(Before.Id, secret, Sri, Now, Now, Cancel);
        Assert.False(await Merchants.RotateServerKeyAsync(Before.Id, key, Sri, Now, Now, Cancel));

        Assert.Equal(
            [
                (ActivityKind.ServerKeyRotated, null, null, Some.Seal.Fingerprint(key.Text)),
                (ActivityKind.WebhookSecretRotated, null, null, Some.Seal.Fingerprint(secret.Text)),
            ],
            await LinesAsync());
        Assert.Equal(12, Some.Seal.Fingerprint(key.Text).Length);
        Assert.DoesNotContain(Some.Seal.Fingerprint(key.Text), Some.Seal.Hash(key.Text), StringComparison.Ordinal);
    }

    private Task<SettingsChange> ChangeAsync(Merchant seen, Merchant wanted) =>
        Merchants.ChangeSettingsAsync(seen, wanted, Sri, Now, Cancel);

    private async Task<IReadOnlyList<(ActivityKind, string?, string?, string?)>> LinesAsync() =>
        [.. (await Log.ReadAsync(Before.Id, null, 100, Cancel))
            .Select(line => line.Activity)
            .Select(line => (line.Kind, line.About, line.Before, line.After))
            .Reverse()];
}

public sealed class SqliteMerchantSettingsTests() : MerchantSettingsContract(DatabaseKind.Sqlite);

public sealed class PostgresMerchantSettingsTests() : MerchantSettingsContract(DatabaseKind.Postgres);

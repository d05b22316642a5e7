using Gerai.Merchants;
using Gerai.People;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What a merchant sets for itself: changed by several people, and each change written down.</summary>
public abstract class MerchantSettingsContract(DatabaseKind kind) : StorageContract(kind)
{
    private static readonly Actor Sri = new("sri@shop.example", null, "203.0.113.7");

    [Fact]
    public async Task Each_difference_is_written_down_with_who_when_before_and_after()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);

        Assert.Equal(SettingsChange.Changed, await ChangeAsync(set => set with
        {
            NotificationUrls = ["https://shop.example/notify?token=hush", "https://shop.example/b"],
            Redirects = new RedirectUrls { Finish = RedirectUrl.Of("https://shop.example/thanks") },
            AlertEmail = EmailAddress.Of("ops@shop.example"),
            RetryWaits = [TimeSpan.FromSeconds(5), TimeSpan.FromHours(2)],
        }));
        await ChangeAsync(set => set with { AlertEmail = null });
        await ChangeAsync(set => set);

        var lines = (await Log.ReadAsync(Some.MerchantId, null, 10, Cancel)).Select(entry => entry.Activity).ToList();
        Assert.All(lines, line => Assert.Equal((Sri, Now, Some.MerchantId), (line.By, line.At, line.Merchant!.Value)));
        Assert.Equal(
            [
                (ActivityKind.AlertEmailChanged, null, "ops@shop.example", null),
                (ActivityKind.RetryWaitsChanged, null, null, "5s, 2h"),
                (ActivityKind.AlertEmailChanged, null, null, "ops@shop.example"),
                (ActivityKind.RedirectUrlsChanged, "Finish", null, "https://shop.example/thanks"),
                (
                    ActivityKind.NotificationUrlsChanged,
                    null,
                    "http://127.0.0.1:9/notifications",
                    $"https://shop.example/notify?({Fingerprint.Of("token=hush")}), https://shop.example/b"),
            ],
            lines.Select(line => (line.Kind, line.About, line.Before, line.After)));
        Assert.Equal(
            [ActivityKind.AlertEmailChanged, ActivityKind.AlertEmailChanged],
            (await Log.NewestAsync(Some.MerchantId, [ActivityKind.AlertEmailChanged], 10, Cancel))
                .Select(entry => entry.Activity.Kind));
        Assert.Null(await Log.FindBrokenAsync(Some.MerchantId, Cancel));
    }

    [Fact]
    public async Task Who_finds_them_otherwise_changes_nothing_and_writes_nothing_down()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);

        Assert.Equal(SettingsChange.Overtaken, await ChangeAsync(_ => null));

        Assert.Equivalent(Some.Merchant(), await Merchants.FindAsync(Some.MerchantId, Cancel), strict: true);
        Assert.Empty(await Log.ReadAsync(Some.MerchantId, null, 10, Cancel));
    }

    [Fact]
    public async Task Of_many_on_two_nodes_who_saw_the_same_one_succeeds()
    {
        await using var node = Books.SecondNode();
        IMerchantRepository[] nodes = [Merchants, new MerchantRepository(node.Database, node.Group, Some.Seal)];
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var seen = MerchantSettings.Of(Some.Merchant());

        var changes = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Run(
            () => nodes[i % 2].ChangeSettingsAsync(
                Some.MerchantId,
                set => set.HasAddressesOf(seen)
                    ? set with { NotificationUrls = [$"https://shop.example/{i}"] }
                    : null,
                Sri,
                Now,
                Cancel),
            Cancel)));

        Assert.Single(changes, SettingsChange.Changed);
        Assert.Equal(19, changes.Count(change => change is SettingsChange.Overtaken));
        Assert.Single(await Log.ReadAsync(Some.MerchantId, null, 10, Cancel));
    }

    [Fact]
    public async Task Who_is_not_there_has_nothing_to_change()
    {
        Assert.Equal(SettingsChange.NoSuchMerchant, await ChangeAsync(set => set));
        Assert.Equal(0, await Books.CountAsync("activity_heads"));
    }

    [Fact]
    public async Task A_rotation_is_written_down_by_fingerprints()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var (key, secret) = (new ServerKey("the next key"), WebhookSecret.New(new SeededRandom(3)));

        await Merchants.RotateServerKeyAsync(Some.MerchantId, key, Sri, Now, Now.AddHours(1), Cancel);
        await Merchants.RotateWebhookSecretAsync(Some.MerchantId, secret, Sri, Now, Now, Cancel);
        await Merchants.RotateServerKeyAsync(Some.MerchantId, key, Sri, Now, Now.AddHours(1), Cancel);

        var lines = (await Log.ReadAsync(Some.MerchantId, null, 10, Cancel)).Select(entry => entry.Activity);
        Assert.Equal(
            [
                (
                    ActivityKind.WebhookSecretRotated,
                    Fingerprint.Of(Some.WebhookSecretText),
                    Fingerprint.Of(secret.Text)),
                (ActivityKind.ServerKeyRotated, Fingerprint.Of(Some.ServerKey), Fingerprint.Of(key.Text)),
            ],
            lines.Select(line => (line.Kind, line.Before!, line.After!)));
    }

    [Fact]
    public async Task The_keys_that_hold_are_told_with_their_ends()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var key = new ServerKey("the next key");
        var (later, end) = (Now.AddHours(1), Now.AddHours(3));
        await Merchants.RotateServerKeyAsync(Some.MerchantId, key, Sri, later, end, Cancel);

        Assert.Equal(
            [new KeptKey(key, later, null), new KeptKey(new ServerKey(Some.ServerKey), Now, end)],
            await Merchants.ServerKeysAsync(Some.MerchantId, end.AddMilliseconds(-1), Cancel));
        Assert.Equal(
            [new KeptKey(key, later, null)], await Merchants.ServerKeysAsync(Some.MerchantId, end, Cancel));
    }

    private ActivityLog Log => new ActivityLog(Books.Database, Books.Group, Some.Seal);

    private Task<SettingsChange> ChangeAsync(Func<MerchantSettings, MerchantSettings?> change) =>
        Merchants.ChangeSettingsAsync(Some.MerchantId, change, Sri, Now, Cancel);
}

public sealed class SqliteMerchantSettingsTests() : MerchantSettingsContract(DatabaseKind.Sqlite);

public sealed class PostgresMerchantSettingsTests() : MerchantSettingsContract(DatabaseKind.Postgres);

using System.Text;
using Gerai.Merchants;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IMerchantRepository"/> promises.</summary>
public abstract class MerchantRepositoryContract(DatabaseKind kind) : StorageContract(kind)
{
    private static readonly Merchant Awkward = Some.Merchant() with
    {
        Name = "Toko \"Bu Sri's\" ☕ 咖啡",
        NotificationUrls = ["https://example.com/a?b='c'", "https://example.com/d"],
        Stores = [StoreChain.Indomaret],
        ClosedAt = Now.AddDays(-1),
    };

    private static readonly MerchantId Other = MerchantId.Of(GatewayEnvironment.Sandbox, "G100200301");

    private static readonly ServerKey Next = new("SB-Mid-server-ROTATED00000000000001");

    [Fact]
    public async Task A_merchant_is_found_by_its_key_and_by_its_number_as_it_was_written()
    {
        Assert.True(await Merchants.AddAsync(Awkward, Now, Cancel));

        Assert.Equivalent(Awkward, await Merchants.FindAsync(Awkward.Id, Cancel), strict: true);
        Assert.Equivalent(Awkward, await Merchants.FindByKeyAsync(Some.ServerKey, Now, Cancel), strict: true);
    }

    [Fact]
    public async Task An_account_may_have_no_addresses_and_no_stores()
    {
        var bare = Some.Merchant() with { NotificationUrls = [], Stores = [] };
        Assert.True(await Merchants.AddAsync(bare, Now, Cancel));

        Assert.Equivalent(bare, await Merchants.FindAsync(bare.Id, Cancel), strict: true);
    }

    [Fact]
    public async Task A_merchant_may_have_a_schedule_of_its_own_and_lose_it_again()
    {
        var own = Some.Merchant() with { RetryWaits = [TimeSpan.FromSeconds(5), TimeSpan.FromDays(1)] };
        Assert.True(await Merchants.AddAsync(own, Now, Cancel));
        Assert.Equal(own.RetryWaits, (await Merchants.FindAsync(own.Id, Cancel))!.RetryWaits);

        var other = own with { RetryWaits = [TimeSpan.FromMinutes(1)] };
        Assert.True(await Merchants.UpdateAsync(other, Cancel));
        Assert.Equal(other.RetryWaits, (await Merchants.FindAsync(own.Id, Cancel))!.RetryWaits);

        Assert.True(await Merchants.UpdateAsync(own with { RetryWaits = null }, Cancel));
        Assert.Null((await Merchants.FindAsync(own.Id, Cancel))!.RetryWaits);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SB-Mid-server-TESTVECTOR000000000002")]
    [InlineData("sb-mid-server-testvector000000000001")]
    [InlineData("SB-Mid-server-TESTVECTOR000000000001 ")]
    [InlineData(Some.ClientKey)]
    public async Task Another_key_finds_nobody(string key)
    {
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));

        Assert.Null(await Merchants.FindByKeyAsync(key, Now, Cancel));
    }

    [Fact]
    public async Task Another_number_or_environment_is_another_merchant()
    {
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));
        var production = MerchantId.Of(GatewayEnvironment.Production, Some.MerchantId.Number);

        Assert.Null(await Merchants.FindAsync(production, Cancel));
        Assert.Null(await Merchants.FindAsync(MerchantId.Of(GatewayEnvironment.Sandbox, "G100200301"), Cancel));
        var theirs = Some.Merchant() with { Id = production, ServerKey = new ServerKey("Mid-server-theirs") };
        Assert.True(await Merchants.AddAsync(theirs, Now, Cancel));
        Assert.Equivalent(theirs, await Merchants.FindByKeyAsync("Mid-server-theirs", Now, Cancel), strict: true);
    }

    [Fact]
    public async Task A_number_or_a_key_that_is_taken_is_not_given_twice()
    {
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));
        var sameNumber = Some.Merchant() with { Name = "Other", ServerKey = new ServerKey("another key") };
        var sameKey = Some.Merchant() with { Id = MerchantId.Of(GatewayEnvironment.Sandbox, "G100200301") };

        Assert.False(await Merchants.AddAsync(sameNumber, Now, Cancel));
        Assert.False(await Merchants.AddAsync(sameKey, Now, Cancel));
        Assert.Equal(1, await Books.CountAsync("merchants"));
        Assert.Equivalent(Some.Merchant(), await Merchants.FindAsync(Some.MerchantId, Cancel), strict: true);
    }

    [Fact]
    public async Task A_merchant_whose_key_is_taken_leaves_nothing_behind()
    {
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));
        var other = Some.Merchant() with { Id = Other };
        Assert.False(await Merchants.AddAsync(other, Now, Cancel));

        Assert.Null(await Merchants.FindAsync(Other, Cancel));
        Assert.Equal((1, 1), (await Books.CountAsync("server_keys"), await Books.CountAsync("webhook_secrets")));
        Assert.True(await Merchants.AddAsync(other with { ServerKey = new ServerKey("their own") }, Now, Cancel));
    }

    [Fact]
    public async Task An_update_changes_everything_but_number_and_secrets()
    {
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));
        var changed = Awkward with { ClientKey = "a new client key" };
        Assert.True(await Merchants.UpdateAsync(changed with { ServerKey = Next, WebhookSecrets = [] }, Cancel));

        Assert.Equivalent(changed, await Merchants.FindByKeyAsync(Some.ServerKey, Now, Cancel), strict: true);
        Assert.Null(await Merchants.FindByKeyAsync(Next.Text, Now, Cancel));

        var reopened = changed with { ClosedAt = null };
        Assert.True(await Merchants.UpdateAsync(reopened, Cancel));
        Assert.Equivalent(reopened, await Merchants.FindAsync(Some.MerchantId, Cancel), strict: true);
    }

    [Fact]
    public async Task Both_keys_find_the_merchant_while_they_overlap_and_then_only_the_newest()
    {
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));
        var end = Now.AddHours(24);
        Assert.True(await Merchants.RotateServerKeyAsync(Some.MerchantId, Next, By, Now, end, Cancel));

        var rotated = Some.Merchant() with { ServerKey = Next };
        Assert.Equivalent(rotated, await Merchants.FindAsync(Some.MerchantId, Cancel), strict: true);
        foreach (var key in new[] { Some.ServerKey, Next.Text })
        {
            Assert.Equivalent(
                rotated, await Merchants.FindByKeyAsync(key, end.AddMilliseconds(-1), Cancel), strict: true);
        }

        Assert.Null(await Merchants.FindByKeyAsync(Some.ServerKey, end, Cancel));
        Assert.NotNull(await Merchants.FindByKeyAsync(Next.Text, end.AddYears(9), Cancel));
    }

    [Fact]
    public async Task A_rotation_may_shorten_the_life_of_older_keys_but_not_prolong_it()
    {
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));
        await Merchants.RotateServerKeyAsync(Some.MerchantId, Next, By, Now, Now.AddHours(1), Cancel);
        await Merchants.RotateServerKeyAsync(Some.MerchantId, new ServerKey("third"), By, Now, Now.AddHours(2), Cancel);

        Assert.Null(await Merchants.FindByKeyAsync(Some.ServerKey, Now.AddHours(1), Cancel));
        Assert.NotNull(await Merchants.FindByKeyAsync(Next.Text, Now.AddHours(1), Cancel));

        // A key that has leaked ends at once, and so do all before it.
        await Merchants.RotateServerKeyAsync(Some.MerchantId, new ServerKey("fourth"), By, Now, Now, Cancel);
        foreach (var ended in new[] { Some.ServerKey, Next.Text, "third" })
        {
            Assert.Null(await Merchants.FindByKeyAsync(ended, Now, Cancel));
        }

        Assert.Equal("fourth", (await Merchants.FindByKeyAsync("fourth", Now, Cancel))?.ServerKey.Text);
    }

    [Fact]
    public async Task A_key_that_has_ended_never_becomes_anybodys_again()
    {
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));
        Assert.True(await Merchants.RotateServerKeyAsync(Some.MerchantId, Next, By, Now, Now, Cancel));

        Assert.False(await Merchants.AddAsync(Some.Merchant() with { Id = Other }, Now, Cancel));
        Assert.False(await Merchants.RotateServerKeyAsync(
            Some.MerchantId, new ServerKey(Some.ServerKey), By, Now, Now, Cancel));
        Assert.Equal(Next, (await Merchants.FindAsync(Some.MerchantId, Cancel))?.ServerKey);
    }

    [Fact]
    public async Task Webhook_secrets_come_newest_first_with_their_ends_and_are_forgotten_after()
    {
        var (first, second) = (Some.Merchant().WebhookSecrets[0], WebhookSecret.New(new SeededRandom(8)));
        var third = WebhookSecret.New(new SeededRandom(9));
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));
        var end = Now.AddHours(24);
        Assert.True(await Merchants.RotateWebhookSecretAsync(Some.MerchantId, second, By, Now, end, Cancel));

        Assert.Equal([second, first with { ValidUntil = end }], await SecretsAsync());

        Assert.True(await Merchants.RotateWebhookSecretAsync(Some.MerchantId, third, By, end, end.AddHours(1), Cancel));
        Assert.Equal([third, second with { ValidUntil = end.AddHours(1) }], await SecretsAsync());
        Assert.Equal(2, await Books.CountAsync("webhook_secrets"));
    }

    [Fact]
    public async Task Rotations_at_once_on_two_nodes_leave_one_newest_of_each()
    {
        await using var node = Books.SecondNode();
        IMerchantRepository[] nodes = [Merchants, new MerchantRepository(node.Database, node.Group, Some.Seal)];
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));

        var rotated = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Task.Run(
            async () => (
                Key: await nodes[i % 2].RotateServerKeyAsync(
                    Some.MerchantId, new ServerKey($"key {i}"), By, Now, Now.AddHours(1), Cancel),
                Secret: await nodes[i % 2].RotateWebhookSecretAsync(
                    Some.MerchantId, WebhookSecret.New(new SeededRandom(i)), By, Now, Now.AddHours(1), Cancel)),
            Cancel)));

        Assert.Equal(rotated.Count(done => done.Key) + 1, await Books.CountAsync("server_keys"));
        Assert.Equal(rotated.Count(done => done.Secret) + 1, await Books.CountAsync("webhook_secrets"));
        Assert.Equal(1, await Books.CountAsync("server_keys where valid_until_ms is null"));
        Assert.Null(Assert.Single(await SecretsAsync(), secret => secret.ValidUntil is null).ValidUntil);
    }

    [Fact]
    public async Task Who_is_not_there_gets_no_new_secrets()
    {
        Assert.False(await Merchants.RotateServerKeyAsync(Some.MerchantId, Next, By, Now, Now, Cancel));
        Assert.False(await Merchants.RotateWebhookSecretAsync(
            Some.MerchantId, WebhookSecret.New(new SeededRandom(1)), By, Now, Now, Cancel));

        Assert.Equal((0, 0), (await Books.CountAsync("server_keys"), await Books.CountAsync("webhook_secrets")));
    }

    [Fact]
    public async Task Who_is_not_there_is_not_updated()
    {
        Assert.False(await Merchants.UpdateAsync(Some.Merchant(), Cancel));
        Assert.Equal(0, await Books.CountAsync("merchants"));
    }

    [Fact]
    public async Task No_secret_stands_in_plain_text_anywhere_in_the_database()
    {
        var secret = WebhookSecret.New(new SeededRandom(7));
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        await Merchants.UpdateAsync(Some.Merchant(), Cancel);
        await Merchants.RotateServerKeyAsync(Some.MerchantId, Next, By, Now, Now.AddHours(1), Cancel);
        await Merchants.RotateWebhookSecretAsync(Some.MerchantId, secret, By, Now, Now.AddHours(1), Cancel);
        await Merchants.RotateWebhookSecretAsync(
            Some.MerchantId, WebhookSecret.New(new SeededRandom(8)), By, Now.AddDays(1), Now.AddDays(2), Cancel);
        await new StoreNetworkRepository(Books.Database, Books.Group, Some.Seal)
            .AddAsync(Some.Network(), null, Now, Cancel);

        // The client key is public, so it shows that the search finds what is there.
        var everything = await EverythingAsync();
        Assert.Contains(Some.ClientKey, everything, StringComparison.Ordinal);
        string[] texts =
        [
            Some.ServerKey, Next.Text, Some.Network().Secret, Some.WebhookSecretText["whsec_".Length..],
            secret.Text["whsec_".Length..], "whsec_",
        ];
        foreach (var text in texts)
        {
            Assert.DoesNotContain(text, everything, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(
                Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), everything, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Encoding.Latin1.GetString(secret.ToKey()), everything, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<WebhookSecret>> SecretsAsync() =>
        (await Merchants.FindAsync(Some.MerchantId, Cancel))!.WebhookSecrets;

    private async Task<string> EverythingAsync()
    {
        if (Books.Kind is DatabaseKind.Postgres)
        {
            var rows = await Books.ReadAsync<string>(
                """
                select query_to_xml('select * from ' || quote_ident(table_name), true, true, '')::text
                from information_schema.tables where table_schema = 'public'
                """);
            return string.Join('\n', rows);
        }

        // Every byte SQLite keeps: also what an update left behind, and the log beside the file.
        var files = Directory.GetFiles(Books.Folder);
        Assert.Contains(files, file => file.EndsWith("-wal", StringComparison.Ordinal));
        return string.Join('\n', files.Select(ReadShared));
    }

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}

public sealed class SqliteMerchantRepositoryTests() : MerchantRepositoryContract(DatabaseKind.Sqlite);

public sealed class PostgresMerchantRepositoryTests() : MerchantRepositoryContract(DatabaseKind.Postgres);

using System.Text;
using Gerai.Merchants;
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

    [Fact]
    public async Task A_merchant_is_found_by_its_key_and_by_its_number_as_it_was_written()
    {
        Assert.True(await Merchants.AddAsync(Awkward, Now, Cancel));

        Assert.Equivalent(Awkward, await Merchants.FindAsync(Awkward.Id, Cancel), strict: true);
        Assert.Equivalent(Awkward, await Merchants.FindByKeyAsync(Some.ServerKey, Cancel), strict: true);
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

        Assert.Null(await Merchants.FindByKeyAsync(key, Cancel));
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
        Assert.Equivalent(theirs, await Merchants.FindByKeyAsync("Mid-server-theirs", Cancel), strict: true);
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
    public async Task An_update_changes_everything_but_the_number_and_the_old_key_finds_nobody()
    {
        Assert.True(await Merchants.AddAsync(Some.Merchant(), Now, Cancel));
        var changed = Awkward with { ServerKey = new ServerKey("a new key"), ClientKey = "a new client key" };
        Assert.True(await Merchants.UpdateAsync(changed, Cancel));

        Assert.Equivalent(changed, await Merchants.FindByKeyAsync("a new key", Cancel), strict: true);
        Assert.Null(await Merchants.FindByKeyAsync(Some.ServerKey, Cancel));

        var reopened = changed with { ClosedAt = null };
        Assert.True(await Merchants.UpdateAsync(reopened, Cancel));
        Assert.Equivalent(reopened, await Merchants.FindAsync(Some.MerchantId, Cancel), strict: true);
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
        const string Rotated = "SB-Mid-server-ROTATED00000000000001";
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        await Merchants.UpdateAsync(Some.Merchant() with { ServerKey = new ServerKey(Rotated) }, Cancel);
        await new Gerai.Storage.StoreNetworkRepository(Books.Database, Books.Group, Some.Seal)
            .AddAsync(Some.Network(), Now, Cancel);

        // The client key is public, so it shows that the search finds what is there.
        var everything = await EverythingAsync();
        Assert.Contains(Some.ClientKey, everything, StringComparison.Ordinal);
        foreach (var secret in new[] { Some.ServerKey, Rotated, Some.Network().Secret })
        {
            Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(
                Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), everything, StringComparison.Ordinal);
        }
    }

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

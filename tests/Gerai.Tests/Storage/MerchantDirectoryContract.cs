using Gerai.Merchants;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IMerchantDirectory"/> promises, and how accounts are opened, closed and reopened.</summary>
public abstract class MerchantDirectoryContract(DatabaseKind kind) : StorageContract(kind)
{
    [Fact]
    public async Task All_are_seen_once_page_by_page_the_newest_first()
    {
        foreach (var i in Enumerable.Range(0, 11))
        {
            await AddAsync(i, $"Toko {i}", Now.AddSeconds(i / 4));
        }

        Assert.Equal(
            Enumerable.Range(0, 11).Reverse().Select(i => $"Toko {i}"), await NamesAsync(MerchantList, "", 3));
    }

    [Fact]
    public async Task A_search_finds_names_and_numbers_and_signs_mean_themselves()
    {
        await AddAsync(1, "Kopi Senja", Now);
        await AddAsync(2, "Teh 100% Pagi", Now);
        await AddAsync(3, "Toko_Tiga!", Now);

        Assert.Equal(["Kopi Senja"], await NamesAsync(MerchantList, "kOPI s", 9));
        Assert.Equal(["Teh 100% Pagi"], await NamesAsync(MerchantList, "%", 9));
        Assert.Equal(["Toko_Tiga!"], await NamesAsync(MerchantList, "_", 9));
        Assert.Equal(["Toko_Tiga!"], await NamesAsync(MerchantList, "!", 9));
        Assert.Equal(["Kopi Senja"], await NamesAsync(MerchantList, "g700000001", 9));
        Assert.Empty(await NamesAsync(MerchantList, "'; drop table merchants; --", 9));
    }

    [Fact]
    public async Task One_question_looks_so_far_and_says_where_to_go_on()
    {
        foreach (var i in Enumerable.Range(0, 9))
        {
            await AddAsync(i, i == 0 ? "Kopi" : $"Toko {i}", Now.AddSeconds(i));
        }

        var near = new MerchantDirectory(Books.Database) { LookedAtMax = 4 };
        var first = await near.PageAsync(null, "kopi", 5, Cancel);

        Assert.Empty(first.Merchants);
        Assert.NotNull(first.Next);
        Assert.Equal(["Kopi"], await NamesAsync(near, "kopi", 5));
    }

    [Fact]
    public async Task An_account_is_closed_and_reopened_each_once_and_with_its_line()
    {
        await AddAsync(1, "Kopi Senja", Now);
        var id = IdOf(1);

        Assert.True(await Merchants.SwitchAsync(id, isOpen: false, By, Now, Cancel));
        Assert.False(await Merchants.SwitchAsync(id, isOpen: false, By, Now.AddHours(1), Cancel));
        Assert.Equal(Now, (await Merchants.FindAsync(id, Cancel))!.ClosedAt);
        Assert.Equal(Now, Assert.Single((await MerchantList.PageAsync(null, "", 9, Cancel)).Merchants).ClosedAt);
        Assert.True(await Merchants.SwitchAsync(id, isOpen: true, By, Now, Cancel));
        Assert.False(await Merchants.SwitchAsync(id, isOpen: true, By, Now, Cancel));
        Assert.Null((await Merchants.FindAsync(id, Cancel))!.ClosedAt);
        Assert.False(await Merchants.SwitchAsync(IdOf(2), isOpen: false, By, Now, Cancel));

        Assert.Equal(
            [("MerchantOpened", "Kopi Senja"), ("MerchantClosed", ""), ("MerchantReopened", "")],
            await Books.ReadAsync<(string, string)>(
                $"select kind, coalesce(about, '') from activity where chain = '{id}' order by number"));
    }

    [Fact]
    public async Task Of_many_who_close_an_account_at_once_one_has_done_it()
    {
        await using var node = Books.SecondNode();
        IMerchantRepository[] nodes = [Merchants, new MerchantRepository(node.Database, node.Group, Some.Seal)];
        await AddAsync(1, "Kopi Senja", Now);

        var won = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(
            () => nodes[i % 2].SwitchAsync(IdOf(1), isOpen: false, By, Now, Cancel), Cancel)));

        Assert.Equal(1, won.Count(isMine => isMine));
        Assert.Equal(1, await Books.CountAsync("activity where kind = 'MerchantClosed'"));
    }

    private static MerchantId IdOf(int i) => MerchantId.Of(GatewayEnvironment.Sandbox, $"G{700_000_000 + i}");

    private async Task AddAsync(int i, string name, DateTimeOffset since) => Assert.True(await Merchants.AddAsync(
        Some.Merchant() with { Id = IdOf(i), Name = name, ServerKey = new ServerKey($"SB-Mid-server-{i:00000000}") },
        By,
        since,
        Cancel));

    private static async Task<List<string>> NamesAsync(IMerchantDirectory directory, string search, int size)
    {
        var names = new List<string>();
        MerchantPlace? behind = null;
        do
        {
            var page = await directory.PageAsync(behind, search, size, Cancel);
            names.AddRange(page.Merchants.Select(merchant => merchant.Name));
            behind = page.Next;
        }
        while (behind is not null);
        return names;
    }
}

public sealed class SqliteMerchantDirectoryTests() : MerchantDirectoryContract(DatabaseKind.Sqlite);

public sealed class PostgresMerchantDirectoryTests() : MerchantDirectoryContract(DatabaseKind.Postgres);

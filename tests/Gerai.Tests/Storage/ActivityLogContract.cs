using System.Text.RegularExpressions;
using Gerai.People;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>
/// What <see cref="IActivityLog"/> promises: lines are added, never changed, and a change by hand is found.
/// </summary>
public abstract class ActivityLogContract(DatabaseKind kind) : StorageContract(kind)
{
    private static readonly MerchantId Other = MerchantId.Of(GatewayEnvironment.Sandbox, "G100200301");

    private ActivityLog Log => LogOf(Books);

    [Fact]
    public async Task Lines_are_read_as_they_were_written_the_newest_first_and_page_by_page()
    {
        var written = new List<Activity>();
        for (var i = 0; i < 5; i++)
        {
            written.Insert(0, Line(Some.MerchantId, $"https://shop.example/{i}"));
            await Log.AppendAsync(written[0], Cancel);
        }

        await Log.AppendAsync(Line(Other, "theirs"), Cancel);
        await Log.AppendAsync(Line(null, "the gateway's"), Cancel);

        var first = await Log.ReadAsync(Some.MerchantId, before: null, most: 3, Cancel);
        var second = await Log.ReadAsync(Some.MerchantId, first[^1].Number, most: 3, Cancel);

        Assert.Equal([5L, 4, 3, 2, 1], first.Concat(second).Select(line => line.Number));
        Assert.Equal(written, first.Concat(second).Select(line => line.Activity));
        Assert.Equal("theirs", Assert.Single(await Log.ReadAsync(Other, null, 9, Cancel)).Activity.After);
        Assert.Equal("the gateway's", Assert.Single(await Log.ReadAsync(null, null, 9, Cancel)).Activity.After);
    }

    [Fact]
    public async Task Lines_written_at_once_on_two_nodes_are_one_chain_for_each_merchant()
    {
        await using var node = Books.SecondNode();
        IActivityLog[] nodes = [Log, LogOf(node)];
        MerchantId?[] merchants = [Some.MerchantId, Other, null];

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(
            () => nodes[i % 2].AppendAsync(Line(merchants[i % 3], $"{i}"), Cancel), Cancel)));

        foreach (var merchant in merchants)
        {
            Assert.Equal(20, (await Log.ReadAsync(merchant, null, 100, Cancel))[0].Number);
            Assert.Null(await Log.FindBrokenAsync(merchant, Cancel));
        }
    }

    [Theory]
    [InlineData("update activity set who = 'somebody else' where number = 3", 3)]
    [InlineData("update activity set at_ms = at_ms + 1 where number = 3", 3)]
    [InlineData("update activity set kind = 'SignedIn' where number = 3", 3)]
    [InlineData("update activity set kind = 'nothing we know' where number = 3", 3)]
    [InlineData("update activity set person_id = 'nobody' where number = 3", 3)]
    [InlineData("update activity set address = null where number = 3", 3)]
    [InlineData("update activity set before = '', after = 'beforeafter' where number = 3", 3)]
    [InlineData("update activity set hash = (select hash from activity where number = 2) where number = 3", 3)]
    [InlineData("delete from activity where number = 3", 3)]
    [InlineData("delete from activity where number = 1", 1)]
    [InlineData("delete from activity where number = 5", 5)]
    [InlineData("delete from activity", 1)]
    [InlineData("update activity_heads set hash = 'another'", 5)]
    public async Task A_change_by_hand_is_found_at_its_line(string sql, long number)
    {
        for (var i = 1; i <= 5; i++)
        {
            await Log.AppendAsync(Line(Some.MerchantId, "after") with { Before = "before" }, Cancel);
        }

        Assert.Null(await Log.FindBrokenAsync(Some.MerchantId, Cancel));
        await Books.ExecuteAsync(sql);

        Assert.Equal(number, await Log.FindBrokenAsync(Some.MerchantId, Cancel));
    }

    [Fact]
    public async Task Who_has_another_sealing_key_cannot_write_a_line_that_fits()
    {
        var stranger = new SecretSeal([.. Enumerable.Repeat((byte)7, SecretSeal.KeyBytes)], new SeededRandom(4));
        await Log.AppendAsync(Line(Some.MerchantId, "first"), Cancel);
        await new ActivityLog(Books.Database, Books.Group, stranger)
            .AppendAsync(Line(Some.MerchantId, "second"), Cancel);

        Assert.Equal(2, await Log.FindBrokenAsync(Some.MerchantId, Cancel));
    }

    [Fact]
    public async Task A_long_log_is_checked_to_its_end()
    {
        for (var i = 0; i < 1_001; i++)
        {
            _ = Log.AppendAsync(Line(Some.MerchantId, "x"), Cancel);
        }

        await Log.AppendAsync(Line(Some.MerchantId, "the last"), Cancel);
        Assert.Null(await Log.FindBrokenAsync(Some.MerchantId, Cancel));
        await Books.ExecuteAsync("update activity set after = 'y' where number = 1002");
        Assert.Equal(1_002, await Log.FindBrokenAsync(Some.MerchantId, Cancel));
    }

    private static ActivityLog LogOf(TestDatabase books) => new(books.Database, books.Group, Some.Seal);

    private static Activity Line(MerchantId? merchant, string after) => new()
    {
        Merchant = merchant,
        Kind = ActivityKind.NotificationUrlsChanged,
        By = new Actor("sri@shop.example", PersonId.Of("sri-sri-sri-sri-sri-12"), "203.0.113.7"),
        At = Now,
        About = "configuration",
        After = after,
    };
}

/// <summary>The log has no statement that changes or deletes a line.</summary>
public sealed class ActivityStatementsTests
{
    [Fact]
    public void No_statement_changes_or_deletes_a_line_of_activity() => Assert.All(
        Repository.Sources("src"),
        path => Assert.DoesNotMatch(
            new Regex(
                @"(?:update|delete\s+from|replace\s+into|truncate)\s+activity\b",
                RegexOptions.IgnoreCase,
                TimeSpan.FromSeconds(1)),
            Repository.Read(path)));
}

public sealed class SqliteActivityLogTests() : ActivityLogContract(DatabaseKind.Sqlite);

public sealed class PostgresActivityLogTests() : ActivityLogContract(DatabaseKind.Postgres);

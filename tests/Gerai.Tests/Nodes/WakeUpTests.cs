using System.Text.Json;
using System.Text.RegularExpressions;
using Gerai.Nodes;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Tests.Vouchers;
using Gerai.Voucher;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Gerai.Tests.Nodes;

/// <summary>
/// What one node does is known at the other without a look: the clock stands still but where a test says otherwise
/// (decision 0025).
/// </summary>
public sealed partial class WakeUpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_that_hangs_at_one_node_turns_when_another_books_the_payment()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var (code, page) = await ChargedAsync(nodes);
        await using var heard = await nodes.OpenAsync(page);
        Assert.Equal("Pending", await TwoNodes.NextAsync(heard));

        await nodes.Here.Terminal(StoreChain.Indomaret).PayAsync(code, 44_000, "r-1");
        Assert.Equal("Settled", await TwoNodes.NextAsync(heard));
        await nodes.Here.Terminal(StoreChain.Indomaret).ReverseAsync(code, "r-1");
        Assert.Equal("Reversed", await TwoNodes.NextAsync(heard));
    }

    [Fact]
    public async Task A_stream_of_events_and_a_list_at_one_node_tell_what_another_did()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var list = nodes.There.Service<MerchantNews>().NextAsync(nodes.Here.Merchant.Id);
        await using var heard = await nodes.OpenAsync(new Uri(nodes.There.Address, "/gerai/v1/events/stream"));
        await TwoNodes.NextAsync(heard);

        await nodes.Here.ChargedCodeAsync(order: "o-1");

        var told = JsonElement.Parse(await TwoNodes.NextAsync(heard));
        Assert.Equal("o-1", told.GetProperty("order_id").GetString());
        await list.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_notification_is_sent_by_the_node_whose_slot_it_is_in_whichever_node_wrote_it()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await TwoNodes.EndAsync<Dispatcher>(nodes.Here);

        await nodes.Here.ChargedCodeAsync(order: nodes.OrderOf(nodes.There));

        Assert.Equal("pending", (await nodes.Here.Shop.NextAsync())["transaction_status"]);
    }

    [Fact]
    public async Task What_a_leaving_node_still_writes_is_sent_by_another()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var order = nodes.OrderOf(nodes.Here);
        await TwoNodes.EndAsync<Dispatcher>(nodes.Here);
        await TwoNodes.EndAsync<NodeLoop>(nodes.Here);

        await nodes.Here.ChargedCodeAsync(order: order);

        Assert.Equal(order, (await nodes.Here.Shop.NextAsync())["order_id"]);
    }

    [Fact]
    public async Task What_a_node_has_no_place_for_is_sent_by_another()
    {
        await using var nodes = await TwoNodes.StartAsync(
            options => options with { Notifications = options.Notifications with { ConcurrencyMax = 1 } });
        var (first, second) = (nodes.OrderOf(nodes.Here, 1), nodes.OrderOf(nodes.Here, 2));
        var called = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        nodes.Here.Shop.Answers = async told =>
        {
            if (told["order_id"] == first)
            {
                called.SetResult();
                await answer.Task;
            }

            return StatusCodes.Status200OK;
        };

        await nodes.Here.ChargedCodeAsync(order: first);
        await called.Task.WaitAsync(Patience, Cancel);
        await nodes.Here.ChargedCodeAsync(order: second);

        Assert.Equal(second, (await nodes.Here.Shop.NextAsync())["order_id"]);
        answer.SetResult();
        Assert.Equal(first, (await nodes.Here.Shop.NextAsync())["order_id"]);
    }

    [Fact]
    public async Task A_merchant_closed_at_one_node_is_refused_at_another_at_once()
    {
        await using var nodes = await TwoNodes.StartAsync();
        Assert.Equal("404", (await nodes.There.StatusAsync("nothing"))["status_code"]);

        await nodes.Here.App.Merchants.SwitchAsync(
            nodes.Here.Merchant.Id, isOpen: false, SomePeople.Operator, Cancel);

        await nodes.UntilAsync(async () => (await nodes.There.StatusAsync("nothing"))["status_code"] != "404");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_that_was_cut_or_is_dead_comes_back_and_what_happened_meanwhile_is_told(bool isSilent)
    {
        PostgresLine? line = null;
        await using var nodes = await TwoNodes.StartAsync(line: books =>
        {
            // Who connects to a held line is to wait for it, longer than a test is. A dead one is noticed by asking.
            line = PostgresLine.To(books + ";Timeout=60;Keepalive=1");
            return new NodeLine(new Database(line.ConnectionString));
        });
        await using var cut = line!;
        var (code, page) = await ChargedAsync(nodes);
        await using var heard = await nodes.OpenAsync(page);
        Assert.Equal("Pending", await TwoNodes.NextAsync(heard));

        if (isSilent)
        {
            line!.Swallow();
        }
        else
        {
            line!.CutAndHold();
        }

        await nodes.Here.Terminal(StoreChain.Indomaret).PayAsync(code, 44_000, "r-1");
        line.Release();
        Assert.Equal("Settled", await TwoNodes.NextAsync(heard));

        // And it hears again.
        await nodes.Here.Terminal(StoreChain.Indomaret).ReverseAsync(code, "r-1");
        Assert.Equal("Reversed", await TwoNodes.NextAsync(heard));
    }

    [Fact]
    public async Task What_no_message_told_is_found_by_looking()
    {
        await using var books = await TestDatabase.EmptyAsync(DatabaseKind.Postgres);
        var deaf = TwoNodes.Patient(new DeafLine());
        await using var here = await TestGateway.StartAsync(database: books.ConnectionString, annex: deaf);
        await using var there = await here.SecondNodeAsync(deaf);
        await TurnUntilAsync(() => here.Service<LivingNodes>().Place.Count == 2, NodeLoop.BeatEvery);

        // Whichever node's it was to send: the one that has a dispatcher sends it.
        await TwoNodes.EndAsync<Dispatcher>(here);
        using var visitor = new Visitor(here);
        var page = await visitor.ChargeAsync(StoreChain.Indomaret, "o-1");
        await TurnUntilAsync(() => here.Shop.HasMore, TimeSpan.FromSeconds(1));

        using var http = new HttpClient();
        using var response = await http.GetAsync(
            new Uri(there.Address, page.AbsolutePath + "/events"), HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        await lines.ReadLineAsync(Cancel);
        Assert.Equal("data: Pending", await lines.ReadLineAsync(Cancel));

        Assert.Equal("200", (await here.PostAsync("/v2/o-1/cancel"))["status_code"]);
        var ended = lines.ReadToEndAsync(Cancel);
        await TurnUntilAsync(() => ended.IsCompleted, VoucherEvents.HeartbeatEvery);

        Assert.Contains("data: Cancelled", await ended, StringComparison.Ordinal);

        async Task TurnUntilAsync(Func<bool> isSo, TimeSpan by)
        {
            using var limit = new CancellationTokenSource(Patience);
            while (!isSo())
            {
                limit.Token.ThrowIfCancellationRequested();
                here.Clock.Advance(by);

                // Something that takes its time: else a day would pass while the nodes are still busy with a second.
                await books.CountAsync("nodes");
            }
        }
    }

    [Fact]
    public async Task No_message_holds_anything_but_ids()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await using var connection = new NpgsqlConnection(nodes.Here.Options.Database);
        await connection.OpenAsync(Cancel);
        var heard = new List<string>();
        connection.Notification += (_, notice) => heard.Add(notice.Payload);
        await using (var listen = new NpgsqlCommand("listen gerai", connection))
        {
            await listen.ExecuteNonQueryAsync(Cancel);
        }

        var (code, _) = await ChargedAsync(nodes);
        await nodes.Here.Terminal(StoreChain.Indomaret).PayAsync(code, 44_000, "r-1");
        await nodes.Here.App.Merchants.ChangeAsync(nodes.Here.Merchant with { Name = "Another name" }, Cancel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience);
        while (!heard.Any(message => message.Contains(",m:", StringComparison.Ordinal)))
        {
            await connection.WaitAsync(limit.Token);
        }

        var all = string.Concat(heard);
        Assert.All([",d:", ",l:", ",p:"], kind => Assert.Contains(kind, all, StringComparison.Ordinal));
        Assert.All(heard, message => Assert.Matches(IdsAlone(), message));
    }

    private static async Task<(string Code, Uri EventsThere)> ChargedAsync(TwoNodes nodes)
    {
        using var visitor = new Visitor(nodes.Here);
        var (page, body) = await visitor.ChargeAsync(Some.ChargeBody(StoreChain.Indomaret, "o-1", 44_000));
        return (JsonElement.Parse(body).GetProperty("payment_code").GetString()!,
            new Uri(nodes.There.Address, page.AbsolutePath + "/events"));
    }

    [GeneratedRegex(
        @"^[0-9a-f]{32}(,([edhn]|p:[0-9a-f-]{36}|d:[0-9]+|[lm]:[a-z]+/[A-Z][0-9]+))+\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdsAlone();
}

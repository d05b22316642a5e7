using Dapper;
using Gerai.Simulator;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Simulators;

/// <summary>
/// The line between till and counter API breaks while a payment is on its way: the advice after it books the money
/// once, whether the payment had arrived or not (protocol 5.16).
/// </summary>
public sealed class LostAnswerTests
{
    private const string NoAnswer = "(no answer)";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("alfamart")]
    [InlineData("indomaret")]
    public async Task The_till_cuts_the_line_before_the_answer_and_its_advice_finds_the_money_booked(string store)
    {
        await using var line = await CounterLine.StartAsync();
        await using var gateway = await StartAsync(line);
        var inputs = await InquiredAsync(gateway, Enum.Parse<StoreChain>(store, ignoreCase: true));
        var stood = new List<string>();
        line.Meet = async (operation, _) =>
        {
            stood.Add($"{operation} {(await gateway.StatusAsync("order-101"))["transaction_status"]}");
            return true;
        };

        var page = await TroubleAsync(gateway, store, inputs);

        // The payment had come through: when the advice arrives, it is booked already.
        Assert.Equal(["payments pending", "advices settlement"], stood);
        Assert.Equal(200, page.Http);
        Assert.True(page.Says(NoAnswer));
        Assert.True(page.Says("The answer to the payment was lost on its way."));
        Assert.True(page.Says("\"result\":\"booked\""));
        await AssertBookedOnceAsync(gateway);
    }

    [Fact]
    public async Task A_payment_that_never_reached_the_gateway_is_booked_by_the_advice()
    {
        await using var line = await CounterLine.StartAsync();
        await using var gateway = await StartAsync(line);
        var inputs = await InquiredAsync(gateway);
        var stoodAtAdvice = "";
        line.Meet = async (operation, context) =>
        {
            if (operation is "payments")
            {
                context.Abort();
                return false;
            }

            stoodAtAdvice = (await gateway.StatusAsync("order-101"))["transaction_status"];
            return true;
        };

        var page = await TroubleAsync(gateway, "alfamart", inputs);

        Assert.Equal("pending", stoodAtAdvice);
        Assert.Equal(["inquiries", "payments", "advices"], line.Said);
        Assert.Equal(200, page.Http);
        Assert.True(page.Says(NoAnswer));
        await AssertBookedOnceAsync(gateway);
    }

    [Fact]
    public async Task A_payment_that_is_never_answered_is_given_up_after_15_seconds_and_the_advice_books_it()
    {
        var clock = new WatchedTime();
        await using var line = await CounterLine.StartAsync();
        await using var gateway = await StartAsync(line, clock);
        var inputs = await InquiredAsync(gateway);
        line.Meet = async (operation, context) => operation is not "payments" || await HangAsync(context);

        var waiting = TroubleAsync(gateway, "alfamart", inputs);
        await clock.AwaitedAsync(Till.TimeLimit);
        while (line.Said.Count < 2)
        {
            await Task.Yield();
        }

        Assert.False(waiting.IsCompleted);
        clock.Advance(Till.TimeLimit);
        var page = await waiting;

        Assert.Equal(200, page.Http);
        await AssertBookedOnceAsync(gateway);
    }

    [Fact]
    public async Task Many_presses_of_it_at_once_book_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        var inputs = await InquiredAsync(gateway);

        var pages = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => TroubleAsync(gateway, "alfamart", inputs)));

        Assert.All(pages, page => Assert.True(page.Http == 200 && page.Says(NoAnswer), page.Html));
        await AssertBookedOnceAsync(gateway);
    }

    [Fact]
    public async Task An_advice_that_fits_no_payment_is_told_as_money_that_is_kept()
    {
        await using var gateway = await TestGateway.StartAsync();
        var inputs = await InquiredAsync(gateway);
        await gateway.PostAsync("/v2/order-101/cancel");

        var page = await TroubleAsync(gateway, "alfamart", inputs);
        var indonesian = await TillPage.PostAsync(
            gateway, "/alfamart/index", "trouble?lang=id", [.. inputs, ("kind", "answer_lost")]);

        Assert.True(page.Says("Simulated payment is unsuccessful"));
        Assert.True(page.Says("No payment waits for this money."));
        Assert.True(indonesian.Says("Uang ini tidak cocok dengan tagihan mana pun."));
        Assert.Equal("cancel", (await gateway.StatusAsync("order-101"))["transaction_status"]);
    }

    [Fact]
    public async Task A_counter_API_that_cannot_be_reached_is_told_plainly_in_pages_and_in_JSON()
    {
        var line = await CounterLine.StartAsync();
        await using var gateway = await StartAsync(line);
        var code = await gateway.ChargedCodeAsync();
        await line.DisposeAsync();

        var bill = await TillPage.PostAsync(gateway, "/alfamart/index", "inquiry?lang=en", [("payment_code", code)]);
        var paid = await TillPage.PostAsync(gateway, "/alfamart/index", "payment?lang=en", [("payment_code", code)]);
        var asked = await gateway.SendAsync(HttpMethod.Get, $"/api/alfamart/{code}", null);
        var pressed = await gateway.PostAsync($"/api/alfamart/{code}/pay");

        Assert.Equal((503, 503), (bill.Http, paid.Http));
        Assert.True(bill.Says("No answer yet") && bill.Says("No answer came from the counter API."));
        Assert.True(paid.Says("Simulated payment is unsuccessful"));
        Assert.Equal((503, "try_again"), (asked.Http, asked["reason"]));
        Assert.Equal((503, "try_again"), (pressed.Http, pressed["reason"]));
        Assert.Equal("pending", (await gateway.StatusAsync("order-101"))["transaction_status"]);
    }

    [Theory]
    [InlineData("<html>no counter API</html>")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task What_is_no_counter_API_is_as_good_as_no_answer(string said)
    {
        await using var stranger = await Sdk.LittleServer.StartAsync(200, said);
        await using var gateway = await TestGateway.StartAsync(
            options => options with { Simulator = new() { CounterUrl = stranger.Address.ToString() } });

        var asked = await gateway.SendAsync(HttpMethod.Get, "/api/alfamart/8127903418273645", null);

        Assert.Equal((503, "try_again"), (asked.Http, asked["reason"]));
    }

    [Fact]
    public async Task An_inquiry_that_is_not_answered_within_15_seconds_is_given_up()
    {
        var clock = new WatchedTime();
        await using var line = await CounterLine.StartAsync();
        await using var gateway = await StartAsync(line, clock);
        var code = await gateway.ChargedCodeAsync();
        line.Meet = (_, context) => HangAsync(context);

        var waiting = gateway.SendAsync(HttpMethod.Get, $"/api/alfamart/{code}", null);
        await clock.AwaitedAsync(Till.TimeLimit);
        clock.Advance(Till.TimeLimit - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(503, (await waiting).Http);
    }

    // A limit of notifications that no till has: a test waits for a till's.
    private static Task<TestGateway> StartAsync(CounterLine line, WatchedTime? clock = null) => StartedAsync(
        line,
        TestGateway.StartAsync(
            options => options with
            {
                Simulator = new() { CounterUrl = line.Address },
                Notifications = options.Notifications with { TimeLimit = TimeSpan.FromMinutes(1) },
            },
            clock: clock));

    private static async Task<TestGateway> StartedAsync(CounterLine line, Task<TestGateway> starting)
    {
        var gateway = await starting;
        line.Gateway = gateway.Address;
        return gateway;
    }

    private static async Task<IReadOnlyList<(string Name, string Value)>> InquiredAsync(
        TestGateway gateway, StoreChain chain = StoreChain.Alfamart)
    {
        var code = await gateway.ChargedCodeAsync(chain);
        var index = chain is StoreChain.Alfamart ? "/alfamart/index" : "/indomaret/index";
        return (await TillPage.PostAsync(gateway, index, "inquiry", [("payment_code", code)])).Inputs;
    }

    private static Task<TillPage> TroubleAsync(
        TestGateway gateway, string store, IReadOnlyList<(string Name, string Value)> inputs) =>
        TillPage.PostAsync(gateway, $"/{store}/index", "trouble?lang=en", [.. inputs, ("kind", "answer_lost")]);

    // Whoever is kept waiting is let go when the caller hangs up.
    private static async Task<bool> HangAsync(Microsoft.AspNetCore.Http.HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var heard = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
        return false;
    }

    private static async Task AssertBookedOnceAsync(TestGateway gateway)
    {
        await using var books = await gateway.Service<Database>().OpenAsync(Cancel);
        Assert.Equal(1, await books.ExecuteScalarAsync<long>(
            "select count(*) from payment_history where status = 'Settled'"));
        Assert.Equal(0, await books.ExecuteScalarAsync<long>("select count(*) from unmatched_payments"));
        await gateway.WaitForAttemptsAsync(2);
        await gateway.Shop.NextAsync("settlement");
        Assert.False(gateway.Shop.HasMore);
    }
}

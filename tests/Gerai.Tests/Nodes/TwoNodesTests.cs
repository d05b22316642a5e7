using System.Net;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Nodes;

/// <summary>
/// Whatever node a request comes to: what each needs of the other is in the books, or is counted there (decision 0025).
/// </summary>
public sealed class TwoNodesTests
{
    private const int PerSecond = 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_signed_in_at_one_node_is_signed_in_at_the_other_and_signed_out_of_both()
    {
        await using var books = await TestDatabase.EmptyAsync(DatabaseKind.Postgres);
        await using var here = await Office.OpenAsync(database: books.ConnectionString);
        await using var there = await here.SecondNodeAsync();
        using var caller = new Caller(here.Address);
        using var elsewhere = new Caller(there.Address, caller.Cookies);
        using var entered = await caller.SignInAsync();

        using var seen = await elsewhere.GetAsync("/portal/members");
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        var cookies = new CookieContainer();
        cookies.Add(there.Address, caller.Cookies.GetCookies(here.Address));
        using var kept = new Caller(there.Address, cookies);
        using var left = await caller.FillAsync("/portal/account", "/portal/account/sign-out");

        // Also who kept the cookie.
        using var gone = await kept.GetAsync("/portal/members");
        Assert.Equal(HttpStatusCode.Redirect, gone.StatusCode);
    }

    [Fact]
    public async Task A_form_of_one_node_is_taken_by_the_other_which_shares_the_keys_that_protect_it()
    {
        await using var books = await TestDatabase.EmptyAsync(DatabaseKind.Postgres);
        await using var here = await Office.OpenAsync(database: books.ConnectionString);
        await using var there = await here.SecondNodeAsync();
        using var caller = new Caller(here.Address);
        using var elsewhere = new Caller(there.Address, caller.Cookies);
        var proof = Caller.FieldOf(await caller.PageAsync("/portal/account/sign-in"), "proof");

        using var entered = await elsewhere.PostAsync(
            "/portal/account/sign-in", ("email", Office.Email), ("password", Office.Password), ("proof", proof));

        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        using var page = await caller.GetAsync("/portal/members");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    // Protocol 1.37 to 1.39.
    [Fact]
    public async Task An_idempotency_key_used_at_one_node_is_known_to_the_other()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var body = Some.ChargeBody(StoreChain.Alfamart, "o-1", 44_000);

        var first = await nodes.Here.ChargeAsync(body, ("Idempotency-Key", "key-1"));
        var again = await nodes.There.ChargeAsync(body, ("Idempotency-Key", "key-1"));

        Assert.Equal("201", first["status_code"]);
        Assert.Equal(first["transaction_id"], again["transaction_id"]);
        Assert.Equal(1, await nodes.CountAsync("payments"));
    }

    [Fact]
    public async Task What_both_nodes_find_overdue_expires_once_and_is_told_once()
    {
        await using var nodes = await TwoNodes.StartAsync(TestGateway.WithoutSweeper);
        for (var i = 1; i <= 20; i++)
        {
            await nodes.Here.ChargedCodeAsync(order: $"o-{i}");
        }

        nodes.Here.Clock.Advance(TimeSpan.FromHours(25));
        await Task.WhenAll(new[] { nodes.Here, nodes.There }
            .Select(node => node.Service<PaymentProcessor>().SweepAsync(100, Cancel)));

        Assert.Equal(20, await nodes.CountAsync("payments where status = 'Expired' and version = 2"));
        Assert.Equal(20, await nodes.CountAsync("payment_history where command = 'Lapse'"));
        Assert.Equal(20, await nodes.CountAsync("notifications where version = 2"));
    }

    // Protocol 4.19.
    [Fact]
    public async Task A_merchants_limit_of_requests_holds_over_both_nodes_and_is_all_there_at_one()
    {
        await using var nodes = await TwoNodes.StartAsync(
            options => options with { CoreApi = options.CoreApi with { RequestsPerSecondMax = PerSecond } });
        var other = await nodes.Here.App.Merchants.OpenAsync(
            new()
            {
                Environment = nodes.Here.Merchant.Id.Environment,
                Name = "Another",
                NotificationUrls = [],
            },
            Cancel);

        var answers = new List<Answer>();
        for (var i = 0; i < PerSecond; i++)
        {
            answers.AddRange(await Task.WhenAll(nodes.Here.StatusAsync("nothing"), nodes.There.StatusAsync("nothing")));
        }

        Assert.Equal(PerSecond, answers.Count(answer => answer.Http != 429));
        Assert.NotEqual(429, (await nodes.There.SendAsAsync(
            other.ServerKey.Text, HttpMethod.Get, "/v2/nothing/status", null)).Http);

        nodes.Here.Clock.Advance(TimeSpan.FromSeconds(1));
        answers.Clear();
        for (var i = 0; i < PerSecond + 5; i++)
        {
            answers.Add(await nodes.There.StatusAsync("nothing"));
        }

        Assert.Equal(PerSecond, answers.Count(answer => answer.Http != 429));
    }
}

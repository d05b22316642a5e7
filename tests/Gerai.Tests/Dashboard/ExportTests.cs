using System.Net;
using Gerai.People;
using Gerai.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Tests.Dashboard;

/// <summary>GET /portal/transactions.csv: whose payments are in the file, and who may have it (protocol 7.9).</summary>
public sealed class ExportTests
{
    private const string Export = "/portal/transactions.csv";

    [Fact]
    public async Task A_file_has_what_the_filter_finds_and_its_line_of_activity()
    {
        await using var office = await Office.OpenAsync();
        var orders = new Orders(office, office.Merchant);
        await orders.ChargeAsync("order-1", name: "=1+1");
        await orders.PayAsync(await orders.ChargeAsync("order-2"));
        using var caller = new Caller(office.Address);
        await caller.SignInAsync();

        using var answer = await caller.GetAsync(Export + "?status=pending");
        var lines = (await answer.Content.ReadAsStringAsync()).Trim().Split("\r\n");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("order-1,", lines[1], StringComparison.Ordinal);

        // What a customer wrote does not become a formula.
        Assert.Contains("'=1+1", lines[1], StringComparison.Ordinal);
        var log = await office.Services.GetRequiredService<IActivityLog>()
            .ReadAsync(office.Merchant.Id, null, 1, TestContext.Current.CancellationToken);
        Assert.Equal(
            (ActivityKind.TransactionsExported, Office.Email, "?status=pending"),
            (log[0].Activity.Kind, log[0].Activity.By.Name, log[0].Activity.About));
    }

    [Fact]
    public async Task Another_merchants_payments_are_in_no_file_of_ours_whatever_is_asked_for()
    {
        await using var office = await Office.OpenAsync();
        var theirs = await (await Orders.OfAnotherAsync(office)).ChargeAsync("order-9");
        using var caller = new Caller(office.Address);
        await caller.SignInAsync();

        foreach (var query in new[]
        {
            "", "?order=order-9", $"?transaction={theirs.Id}", $"?code={theirs.Code}", "?email=budi@example.com",
        })
        {
            var lines = (await caller.PageAsync(Export + query)).Trim().Split("\r\n");
            Assert.True(lines.Length == 1, $"{query} finds a stranger's payment.");
        }
    }

    [Fact]
    public async Task A_role_without_it_and_a_stranger_get_no_file()
    {
        await using var office = await Office.OpenAsync();
        await office.JoinAsync(Role.CustomerService, "cici@kopisenja.example", "Cici");
        using var stranger = new Caller(office.Address);
        using var caller = new Caller(office.Address);
        await caller.SignInAsync("cici@kopisenja.example");

        using var toStranger = await stranger.GetAsync(Export);
        using var toOther = await caller.GetAsync(Export);

        Assert.Equal(HttpStatusCode.Redirect, toStranger.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, toOther.StatusCode);
    }

    // A file of everything, for a filter that was mistyped, would be worse than none.
    [Theory]
    [InlineData("?transaction=nonsense")]
    [InlineData("?amount_min=-3")]
    [InlineData("?from=tomorrow")]
    [InlineData("?status=anything")]
    public async Task A_filter_that_cannot_be_read_gives_no_file(string query)
    {
        await using var office = await Office.OpenAsync();
        using var caller = new Caller(office.Address);
        await caller.SignInAsync();

        using var answer = await caller.GetAsync(Export + query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "The filter cannot be read", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}

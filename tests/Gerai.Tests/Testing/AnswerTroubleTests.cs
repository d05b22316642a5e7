using System.Net;
using Gerai.Testing;
using Gerai.Tests.Support;

namespace Gerai.Tests.Testing;

/// <summary>A gateway that answers with errors, or not at all.</summary>
public sealed class AnswerTroubleTests
{
    private static readonly string Charge = Some.ChargeBody();

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "status_code", "500")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "status_code", "503")]
    [InlineData(HttpStatusCode.TooManyRequests, "message", "API rate limit exceeded")]
    public async Task It_answers_with_an_error_as_often_as_asked(HttpStatusCode status, string member, string text)
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var trouble = gerai.Trouble.AnswerWith(status, times: 2, retryAfter: TimeSpan.FromSeconds(3));

        for (var time = 1; time <= 2; time++)
        {
            using var response = await customer.PostAsync(Charge);
            Assert.Equal(status, response.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter!.Delta);
            Assert.Equal(text, (await Answer.ReadAsync(response))[member]);
            Assert.Equal(time, trouble.Times);
        }

        Assert.Equal("404", await customer.StatusAsync());
        await customer.ChargeAsync();
    }

    // On a connection that was used before, a client may repeat in silence what an orderly end has cut off.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_cuts_the_connection_and_has_done_nothing(bool isUsedBefore)
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        if (isUsedBefore)
        {
            await customer.StatusAsync();
        }

        var trouble = gerai.Trouble.CloseConnections();

        await Assert.ThrowsAsync<HttpRequestException>(() => customer.PostAsync(Charge));
        Assert.Equal(1, trouble.Times);
        Assert.Equal("404", await customer.StatusAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_books_the_charge_and_the_answer_is_lost(bool isUsedBefore)
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        if (isUsedBefore)
        {
            await customer.StatusAsync();
        }

        gerai.Trouble.LoseAnswers();

        await Assert.ThrowsAsync<HttpRequestException>(() => customer.PostAsync(Charge));
        Assert.Equal("pending", await customer.StatusAsync());
        using var again = await customer.PostAsync(Charge);
        Assert.Equal("406", (await Answer.ReadAsync(again))["status_code"]);
    }

    [Fact]
    public async Task It_hangs_until_the_shop_gives_up()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        gerai.Trouble.Hang();
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => customer.PostAsync(Charge, patience.Token));

        Assert.Equal("404", await customer.StatusAsync());
    }

    [Fact]
    public async Task Who_hangs_is_let_go_when_the_trouble_ends()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var trouble = gerai.Trouble.Hang();

        var waiting = customer.PostAsync(Charge);
        while (trouble.Times == 0)
        {
            await Task.Yield();
        }

        trouble.Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
    }

    [Fact]
    public async Task A_sandbox_ends_although_a_shop_still_waits_for_an_answer()
    {
        var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var trouble = gerai.Trouble.Hang();
        var waiting = customer.PostAsync(Charge);
        while (trouble.Times == 0)
        {
            await Task.Yield();
        }

        await gerai.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
    }

    // All that a customer, a cashier or a developer does beside the shop.
    [Theory]
    [InlineData("GET", "/alfamart/index")]
    [InlineData("POST", "/alfamart/payment")]
    [InlineData("GET", "/indomaret/phoenix/index")]
    [InlineData("GET", "/api/alfamart/8127903418273645")]
    [InlineData("POST", "/api/indomaret/025847103946/pay")]
    [InlineData("GET", "/voucher/x")]
    [InlineData("GET", "/voucher/x/events")]
    [InlineData("GET", "/assets/gerai.css")]
    [InlineData("GET", "/gerai/v1/events")]
    [InlineData("POST", "/counter/v1/payments")]
    [InlineData("GET", "/v2x")]
    public async Task Trouble_is_for_the_core_API_and_spares_every_other_door(string method, string path)
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        using var http = new HttpClient();
        using var trouble = gerai.Trouble.AnswerWith((HttpStatusCode)418, SandboxTrouble.Always);

        using var asked = new HttpRequestMessage(new HttpMethod(method), new Uri(gerai.Address, path));
        using var spared = await http.SendAsync(asked, TestContext.Current.CancellationToken);
        Assert.NotEqual(418, (int)spared.StatusCode);
        Assert.Equal(0, trouble.Times);

        using var met = await customer.PostAsync(Charge);
        Assert.Equal(418, (int)met.StatusCode);
    }

    [Fact]
    public async Task Only_what_was_meant_meets_the_trouble_and_tills_never_do()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var code = await customer.ChargeAsync();
        using var trouble = gerai.Trouble.AnswerWith(
            HttpStatusCode.ServiceUnavailable, SandboxTrouble.Always, path: "/charge");

        Assert.Equal("pending", await customer.StatusAsync());
        await gerai.PayAsync(code);
        using var refused = await customer.PostAsync(Some.ChargeBody(order: "order-102"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(1, trouble.Times);
        await gerai.Inbox.NextAsync("settlement");
    }
}

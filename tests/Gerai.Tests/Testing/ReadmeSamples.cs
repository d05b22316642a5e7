using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Gerai.Client;
using Gerai.Testing;
using Gerai.Tests.Support;

namespace Gerai.Tests.Testing;

/// <summary>
/// The samples of the package's README, which shows parts of this file line by line
/// (<see cref="TestingReadmeTests"/> compares them).
/// </summary>
public sealed class ReadmeSamples
{
    [Fact]
    public async Task A_paid_order_is_told_to_the_shop()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        var paymentCode = await ChargeAsync(gerai, "order-101");

        var receipt = await gerai.PayAsync(paymentCode);

        Assert.Equal(44_000, receipt.Amount);
        var told = await gerai.Inbox.NextAsync("settlement");
        Assert.Equal("order-101", told.OrderId);
    }

    private static async Task<string> ChargeAsync(GeraiSandbox gerai, string orderId)
    {
        using var http = new HttpClient { BaseAddress = gerai.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(gerai.ServerKey + ":")));
        using var answer = await http.PostAsJsonAsync("v2/charge", new
        {
            payment_type = "cstore",
            transaction_details = new { order_id = orderId, gross_amount = 44_000 },
            cstore = new { store = "indomaret" },
        });
        answer.EnsureSuccessStatusCode();
        var charge = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return charge.GetProperty("payment_code").GetString()!;
    }

    [Fact]
    public async Task With_the_client()
    {
        await using var gerai = await GeraiSandbox.StartAsync();

        using var client = new GeraiClient(new GeraiClientOptions
        {
            Target = GeraiTarget.Parse(gerai.Address.AbsoluteUri),
            ServerKey = gerai.ServerKey,
        });
        var payment = await client.ChargeAsync(new AlfamartCharge("order-101", 44_000));
        await gerai.PayAsync(payment.PaymentCode!);

        Assert.Equal("order-101", (await gerai.Inbox.NextAsync("settlement")).OrderId);
    }

    [Fact]
    public async Task What_a_customer_can_do()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        var paymentCode = await ChargeAsync(gerai, "order-101");
        await ChargeAsync(gerai, "order-102");

        await gerai.PayAsync(paymentCode);      // cash over the counter: settlement
        await gerai.ReverseAsync(paymentCode);  // the till takes it back (Indomaret only): deny
        await gerai.ExpireAsync("order-102");   // ends the time to pay of this order: expire

        await gerai.DeliverAsync();
        Assert.Equal(5, gerai.Inbox.Heard.Count);
    }

    [Fact]
    public async Task Time()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        await ChargeAsync(gerai, "order-101");

        await gerai.Clock.AdvanceAsync(TimeSpan.FromHours(25));

        Assert.Equal("expire", gerai.Inbox.Heard[^1].TransactionStatus);
    }

    [Fact]
    public async Task The_shop_under_test()
    {
        await using var server = await Shop.StartAsync();
        var shop = new Uri(server.NotifyUrl);

        await using var gerai = await GeraiSandbox.StartAsync(new() { NotifyAt = shop });
        await gerai.NotifyAtAsync(shop, gerai.Inbox.Address);  // or later, and the inbox reads along

        await ChargeAsync(gerai, "order-101");
        await gerai.DeliverAsync();  // the shop has been told and has answered: look at its database now

        Assert.Equal("pending", (await server.NextAsync())["transaction_status"]);
    }

    [Fact]
    public async Task A_shop_without_a_port()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        await using var server = await Shop.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(server.NotifyUrl) };
        await ChargeAsync(gerai, "order-101");

        var told = await gerai.Inbox.NextAsync();
        using var request = told.ToRequest("/payments/notify");
        using var answer = await client.SendAsync(request);  // client: factory.CreateClient()

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Trouble_with_notifications()
    {
        await using var gerai = await GeraiSandbox.StartAsync();

        gerai.Trouble.DoubleNotifications();                          // the next one comes twice
        gerai.Trouble.ReorderNotifications();                         // after the next of its payment
        gerai.Trouble.DelayNotifications(TimeSpan.FromHours(3));      // by the sandbox's clock
        gerai.Trouble.LoseNotifications(
            when: told => told.TransactionStatus == "settlement");    // never

        foreach (var order in Enumerable.Range(1, 3))
        {
            await gerai.PayAsync(await ChargeAsync(gerai, $"order-{order}"));
            await gerai.DeliverAsync();
        }

        await gerai.Clock.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.Equal(5, gerai.Inbox.Heard.Count);
    }

    [Fact]
    public async Task Trouble_with_answers()
    {
        await using var gerai = await GeraiSandbox.StartAsync();

        gerai.Trouble.LoseAnswers(path: "/charge");  // it is booked, and the shop does not know
        await Assert.ThrowsAsync<HttpRequestException>(() => ChargeAsync(gerai, "order-101"));

        using (var outage = gerai.Trouble.AnswerWith(HttpStatusCode.ServiceUnavailable, SandboxTrouble.Always))
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => ChargeAsync(gerai, "order-102"));
            Assert.Equal(1, outage.Times);
        }

        await ChargeAsync(gerai, "order-102");
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Stores;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Tests.Support;

/// <summary>A merchant's orders at an office's gateway: charged and paid through its doors, as shops and stores do.
/// </summary>
internal sealed class Orders(Office office, Merchant merchant)
{
    private static readonly HttpClient Http = new();

    /// <summary>A text that would do something if a page took it for more than a text.</summary>
    public const string Hostile = "<img src=x onerror=alert(1)>";

    /// <summary>Those of another merchant at the same gateway.</summary>
    public static async Task<Orders> OfAnotherAsync(Office office)
    {
        var other = await office.Services.GetRequiredService<MerchantAccounts>().OpenAsync(
            new NewMerchant { Environment = GatewayEnvironment.Sandbox, Name = "Teh Pagi", NotificationUrls = [] },
            default);
        return new Orders(office, other);
    }

    public async Task<Order> ChargeAsync(
        string order, long amount = 44_000, StoreChain chain = StoreChain.Indomaret, string name = "Budi")
    {
        var store = chain.ToString().ToLowerInvariant();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(office.Address, "/v2/charge"));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(merchant.ServerKey.Text + ":")));
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new
        {
            payment_type = "cstore",
            transaction_details = new { order_id = order, gross_amount = amount },
            cstore = new { store, message = "Kopi Senja" },
            item_details = new object[]
            {
                new { id = "K1", price = amount / 2, quantity = 1, name = "Gayo arabica" },
                new { id = "M1", price = amount - (amount / 2), quantity = 1, name = Hostile },
            },
            customer_details = new
            {
                first_name = name,
                email = "budi@example.com",
                phone = "081234567890",
                billing_address = new { address = "Jl. Senja 7", city = "Bandung" },
            },
            custom_field1 = "meja 4",
            metadata = new { table = 4, note = Hostile },
        }));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await Http.SendAsync(request);
        var answer = await Answer.ReadAsync(response);
        Assert.Equal("201", answer["status_code"]);
        return new Order(TransactionId.Parse(answer["transaction_id"]), answer["payment_code"], amount, chain);
    }

    /// <summary>Tells the merchant's notifications to go here from now on.</summary>
    public Task NotifyAtAsync(Uri address) => office.Services.GetRequiredService<MerchantAccounts>().ChangeContactAsync(
        merchant.Id, new ContactChange { NotificationUrls = [address.AbsoluteUri] }, default);

    /// <summary>Returns when an event's one notification has come to this end.</summary>
    public Task WaitForStateAsync(EventId told, NotificationState state) =>
        WaitForAsync(told, delivery => delivery.State == state);

    /// <summary>Returns when the attempt that was asked for has been written down.</summary>
    public async Task WaitForAsync(EventId told, Func<EventDelivery, bool> isReached)
    {
        var events = office.Services.GetRequiredService<IEventLog>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await events.FindAsync(merchant.Id, told, limit.Token))?.Deliveries is not [var one]
            || !isReached(one))
        {
            // Looks again and again, since the gateway tells nobody when it has written an attempt down.
            await Task.Yield();
        }
    }

    public async Task PayAsync(Order order)
    {
        var network = StoreNetwork.Sandbox.Single(one => one.Chain == order.Chain);
        var till = new Terminal(office.Address, network, office.Services.GetRequiredService<TimeProvider>());
        Assert.Equal("booked", (await till.PayAsync(order.Code, order.Amount, $"R{order.Code}"))["result"]);
    }
}

/// <summary>A charge and what its customer shows at the counter.</summary>
internal sealed record Order(TransactionId Id, string Code, long Amount, StoreChain Chain);

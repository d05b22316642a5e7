using System.Net.Http.Headers;
using System.Text;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Faults;

/// <summary>
/// A shop's server and the tills of both chains, calling as real ones do: each call until it is answered, and the same
/// call again when the answer was lost.
/// </summary>
internal sealed class CrashCustomer(MortalGateway gateway, int seed, Action heard)
{
    private static readonly HttpClient Http = new();

    private readonly SeededRandom random = new(seed);

    public List<CrashOrder> Orders { get; } = [];

    /// <summary>How many calls ended without an answer.</summary>
    public int Lost { get; private set; }

    public async Task ShopUntilAsync(CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            var order = NewOrder();
            Orders.Add(order);
            if (await ChargeAsync(order) && random.NextFraction() < 0.8)
            {
                await PayAsync(order);
            }
        }
    }

    public Task<Answer> ChargeOnceAsync(Uri address, CrashOrder order) => SendAsync(
        address,
        HttpMethod.Post,
        "/v2/charge",
        Some.ChargeBody(order.Chain, order.Id, order.Amount),
        order.HasKey ? $"key {order.Id}" : null);

    public Task<Answer> StatusAsync(Uri address, CrashOrder order) =>
        SendAsync(address, HttpMethod.Get, $"/v2/{order.Id}/status", null, null);

    public Task<Answer> PayOnceAsync(Uri address, CrashOrder order, string reference) =>
        TillAt(address, order).PayAsync(order.Code!, order.Amount, reference);

    private static async Task<Answer> SendAsync(Uri address, HttpMethod method, string path, string? body, string? key)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Some.ServerKey + ":")));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await Http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    private static Terminal TillAt(Uri address, CrashOrder order) =>
        new(address, Some.Network(order.Chain), TimeProvider.System);

    private CrashOrder NewOrder() => new()
    {
        Id = $"order-{seed}-{Orders.Count}",
        Chain = random.NextFraction() < 0.5 ? StoreChain.Alfamart : StoreChain.Indomaret,
        Amount = 10_000 + (long)(random.NextFraction() * 1_000_000),
        HasKey = random.NextFraction() < 0.5,
    };

    // False when nobody will ever pay this order.
    private async Task<bool> ChargeAsync(CrashOrder order)
    {
        var lostBefore = Lost;
        var answer = await UntilAnsweredAsync(address => ChargeOnceAsync(address, order));
        switch (answer["status_code"])
        {
            case "201":
                order.Charged = answer;
                order.Code = answer["payment_code"];
                order.TransactionId = answer["transaction_id"];
                return true;
            case "406" when !order.HasKey && Lost > lostBefore:
                // The lost answer was a success, so the shop asks for what it said.
                var status = await UntilAnsweredAsync(address => StatusAsync(address, order));
                order.Code = status["payment_code"];
                order.TransactionId = status["transaction_id"];
                return true;
            case "202" when order.HasKey && Lost > lostBefore:
                // The claim of the request that died has not lapsed yet (protocol 1.39).
                return false;
            default:
                throw new InvalidOperationException($"{order.Id} was answered {answer.Text}");
        }
    }

    private async Task PayAsync(CrashOrder order)
    {
        if (random.NextFraction() < 0.3)
        {
            var bill = await UntilAnsweredAsync(address => TillAt(address, order).InquireAsync(order.Code!));
            Assert.Equal(("ok", order.Amount), (bill["result"], bill.Json.GetProperty("amount").GetInt64()));
        }

        var lostBefore = Lost;
        var answer = await UntilAnsweredAsync(address => Lost > lostBefore && random.NextFraction() < 0.5
            ? TillAt(address, order).AdviseAsync(order.Code!, order.Amount, order.Reference)
            : PayOnceAsync(address, order, order.Reference));
        Assert.Equal("booked", answer["result"]);
        order.Booked = answer;
    }

    private async Task<Answer> UntilAnsweredAsync(Func<Uri, Task<Answer>> call)
    {
        while (true)
        {
            var address = await gateway.AddressAsync();
            try
            {
                var answer = await call(address);
                heard();
                return answer;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException)
            {
                Lost++;
            }
        }
    }
}

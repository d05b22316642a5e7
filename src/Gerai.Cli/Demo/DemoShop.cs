using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Gerai.Cli.Demo;

/// <summary>
/// A little real merchant: a web server whose frontend takes orders, and whose backend charges them, checks the
/// signature of every notification and asks the Core API before it believes one.
/// </summary>
internal sealed class DemoShop : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly Timeline timeline;
    private readonly ConcurrentDictionary<(string Order, string Status), TaskCompletionSource> told = new();
    private CoreApiClient? coreApi;
    private string serverKey = "";

    private DemoShop(WebApplication web, Timeline timeline)
    {
        this.web = web;
        this.timeline = timeline;
    }

    public string Address => web.Urls.First();

    public string NotificationAddress => Address + "/notifications";

    public static async Task<DemoShop> StartAsync(Timeline timeline, CancellationToken cancel)
    {
        // Somebody's own appsettings.json may lie where the command was started; it is not for this shop.
        var options = new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory };
        var builder = WebApplication.CreateSlimBuilder(options);
        builder.Logging.ClearProviders();
        var shop = new DemoShop(builder.Build(), timeline);
        shop.web.Urls.Add("http://127.0.0.1:0");
        shop.web.MapPost("/orders/{store}", shop.CheckOutAsync);
        shop.web.MapGet("/orders/{order}", shop.ThankAsync);
        shop.web.MapPost("/notifications", shop.HearAsync);
        await shop.web.StartAsync(cancel);
        return shop;
    }

    /// <summary>Its account, which needs its address, so the shop is there first.</summary>
    public void UseAccount(HttpClient gateway, string key)
    {
        coreApi = new CoreApiClient(gateway, key);
        serverKey = key;
    }

    /// <summary>Ends when the shop has been told, with a right signature, that the order has this status.</summary>
    public Task ToldAsync(string order, string status, CancellationToken cancel) =>
        Told(order, status).Task.WaitAsync(cancel);

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private async Task<IResult> CheckOutAsync(string store, CancellationToken cancel)
    {
        var order = SampleBody.OrderId(store, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        timeline.Step(Lane.Frontend, Lane.Backend, $"new order {order}");
        timeline.Step(Lane.Backend, Lane.CoreApi, "POST /v2/charge");
        var charge = await coreApi!.ChargeAsync(SampleBody.Of(store, order), cancel);
        if (charge.Code is not "201")
        {
            return Results.Problem($"The charge was refused: {charge.Code} {charge["status_message"]}");
        }

        var code = charge["payment_code"];
        timeline.Step(Lane.CoreApi, Lane.Backend, $"{charge.Code} {charge["transaction_status"]}, code {code}");
        timeline.Step(Lane.Backend, Lane.Frontend, $"payment code {code}");
        return Results.Content(charge.Text, "application/json");
    }

    private async Task<IResult> HearAsync(HttpRequest request, CancellationToken cancel)
    {
        var body = (await JsonNode.ParseAsync(request.Body, cancellationToken: cancel))!.AsObject();
        var order = body["order_id"]!.ToString();
        var status = body["transaction_status"]!.ToString();
        timeline.Step(Lane.CoreApi, Lane.Backend, $"POST /notifications: {status}, signed");
        if (!IsSigned(body))
        {
            Told(order, status).TrySetException(new CommandFailure($"The signature of {order}, {status}, is wrong."));
            timeline.Step(Lane.Backend, Lane.CoreApi, "403 wrong signature_key");
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        timeline.Step(Lane.Backend, Lane.CoreApi, "200 OK, signature_key verified");
        Told(order, status).TrySetResult();
        return Results.Ok();
    }

    private async Task<IResult> ThankAsync(string order, CancellationToken cancel)
    {
        timeline.Step(Lane.Frontend, Lane.Backend, "is it paid?");
        timeline.Step(Lane.Backend, Lane.CoreApi, $"GET /v2/{order}/status");
        var status = await coreApi!.StatusAsync(order, cancel);
        var isPaid = status["transaction_status"] is "settlement";
        var since = isPaid ? $" at {status["settlement_time"]}" : "";
        timeline.Step(Lane.CoreApi, Lane.Backend, $"{status.Code} {status["transaction_status"]}{since}");
        timeline.Step(Lane.Backend, Lane.Frontend, isPaid ? "paid, ship it" : "not paid");
        return isPaid ? Results.Ok() : Results.Problem($"The status is {status["transaction_status"]}.");
    }

    // Written from the documentation (protocol 6.16), not from the gateway's code: a merchant has only the former.
    private bool IsSigned(JsonObject body)
    {
        var signed = $"{body["order_id"]}{body["status_code"]}{body["gross_amount"]}{serverKey}";
        var wanted = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(signed)));
        var given = body["signature_key"]?.ToString() ?? "";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(wanted), Encoding.UTF8.GetBytes(given));
    }

    private TaskCompletionSource Told(string order, string status) =>
        told.GetOrAdd((order, status), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

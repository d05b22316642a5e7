using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Gerai.Merchants;
using Gerai.MerchantApi;
using Gerai.Tests.Support;

namespace Gerai.Tests.MerchantApi;

/// <summary>The stream of events: what comes, in which order, once, and after a break.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly HttpClient http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task A_listener_hears_what_happens_from_now_on_also_without_any_address()
    {
        await using var gateway = await WithoutAddressAsync();
        await gateway.ChargedCodeAsync(order: "before");
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await using var stream = await OpenAsync(gateway);
        Assert.Equal("ready", (await NextAsync(stream, gateway)).EventType);

        await gateway.ChargedCodeAsync(order: "o-1");
        var told = JsonElement.Parse((await NextAsync(stream, gateway)).Data);

        Assert.Equal("o-1", told.GetProperty("order_id").GetString());
        var body = JsonElement.Parse(told.GetProperty("body").GetString()!);
        Assert.Equal("midtrans payment notification", body.GetProperty("status_message").GetString());
        var headers = told.GetProperty("headers");
        Assert.Equal("Veritrans", headers.GetProperty("User-Agent").GetString());
        Assert.Equal(told.GetProperty("id").GetString(), headers.GetProperty("webhook-id").GetString());
        Assert.StartsWith("v1,", headers.GetProperty("webhook-signature").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_back_with_a_cursor_hears_what_was_missed()
    {
        await using var gateway = await WithoutAddressAsync();
        string cursor;
        await using (var stream = await OpenAsync(gateway))
        {
            cursor = (await NextAsync(stream, gateway)).EventId!;
        }

        await gateway.ChargedCodeAsync(order: "missed-1");
        gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        await gateway.ChargedCodeAsync(order: "missed-2");
        await using var again = await OpenAsync(gateway, $"?after={cursor}");
        Assert.Equal("ready", (await NextAsync(again, gateway)).EventType);
        var heard = new[] { await NextAsync(again, gateway), await NextAsync(again, gateway) };

        Assert.Equal(["missed-1", "missed-2"], heard.Select(item =>
            JsonElement.Parse(item.Data).GetProperty("order_id").GetString()));
    }

    [Fact]
    public async Task A_merchant_may_open_so_many_streams_and_no_more()
    {
        await using var gateway = await WithoutAddressAsync();
        var streams = new List<OpenStream>();
        foreach (var _ in Enumerable.Range(0, StreamLimit.StreamsMax))
        {
            streams.Add(await OpenAsync(gateway));
        }

        var refused = await gateway.SendAsync(HttpMethod.Get, "/gerai/v1/events/stream", null);
        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }

        Assert.Equal((429, "too_many_streams"), (refused.Http, refused["error"]));
    }

    [Fact]
    public async Task A_stream_ends_soon_after_its_key_has_lost_its_right()
    {
        await using var gateway = await WithoutAddressAsync();
        await using var stream = await OpenAsync(gateway);
        await NextAsync(stream, gateway);
        await gateway.App.Merchants.ChangeAsync(gateway.Merchant with { ClosedAt = Some.Morning }, Cancel);

        var end = stream.Items.MoveNextAsync().AsTask();
        while (!end.IsCompleted)
        {
            gateway.Clock.Advance(StreamEvents.HeartbeatEvery);
            await Task.Yield();
        }

        Assert.False(await end);
    }

    [Fact]
    public async Task A_shutdown_does_not_wait_for_listeners()
    {
        await using var gateway = await WithoutAddressAsync();
        await using var stream = await OpenAsync(gateway);
        await NextAsync(stream, gateway);

        await gateway.StopAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    private static Task<TestGateway> WithoutAddressAsync() =>
        TestGateway.StartAsync(merchant: wanted => wanted with { NotificationUrls = [] });

    private async Task<OpenStream> OpenAsync(TestGateway gateway, string query = "")
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(gateway.Address, "/gerai/v1/events/stream" + query));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(gateway.Merchant.ServerKey.Text + ":")));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new OpenStream(response, await response.Content.ReadAsStreamAsync(Cancel));
    }

    // The gateway looks by its own clock, so that is turned until something comes.
    private static async Task<SseItem<string>> NextAsync(OpenStream stream, TestGateway gateway)
    {
        var next = stream.Items.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            gateway.Clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        Assert.True(await next, "The stream has ended.");
        return stream.Items.Current;
    }

    private sealed class OpenStream(HttpResponseMessage response, Stream body) : IAsyncDisposable
    {
        public IAsyncEnumerator<SseItem<string>> Items { get; } =
            SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();

        public async ValueTask DisposeAsync()
        {
            response.Dispose();
            await Items.DisposeAsync();
            await body.DisposeAsync();
        }
    }
}

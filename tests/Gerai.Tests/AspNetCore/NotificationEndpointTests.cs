using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gerai.AspNetCore;
using Gerai.Client;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.AspNetCore;

/// <summary>What the notification endpoint takes, and what it answers to all else.</summary>
public sealed class NotificationEndpointTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(Some.Morning);
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await TestDatabase.EmptyAsync(GatewayBooks.Kind);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_notification_that_another_key_signed_is_refused_and_not_stored()
    {
        var log = new RecordingLog<NotificationEndpointTests>();
        await using var shop = await StartAsync(build: builder => builder.Logging
            .SetMinimumLevel(LogLevel.Trace).AddProvider(new Provider(log)));

        Assert.Equal(403, await shop.PostAsync(NotifiedShop.Body("settlement", key: "SB-Mid-server-other")));
        Assert.Equal(403, await shop.PostAsync("no JSON"));

        Assert.Empty(await shop.Inbox.FindAsync("t-1"));
        Assert.Contains(log.Lines, line => line.Contains("The signature is not by", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains(Some.ServerKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signed_message_that_tells_of_no_payment_is_malformed()
    {
        await using var shop = await StartAsync();

        Assert.Equal(400, await shop.PostAsync(NotifiedShop.Body("settlement", transaction: "")));
        Assert.Equal(400, await shop.PostAsync(NotifiedShop.Body("settlement", transaction: new string('t', 101))));
        Assert.Equal(400, await shop.PostAsync(NotifiedShop.Body("settlement", transaction: "t\u0000")));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_whether_it_tells_its_length_or_not()
    {
        await using var shop = await StartAsync(options => options.BodyBytesMax = 1_024);
        var large = new string(' ', 1_025) + NotifiedShop.Body("settlement");

        Assert.Equal(413, await shop.PostAsync(large));
        Assert.Equal(413, await shop.PostAsync(large, ("Transfer-Encoding", "chunked")));
        Assert.Empty(await shop.Inbox.FindAsync("t-1"));
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_not_waited_for()
    {
        await using var shop = await StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, shop.NotifyUrl.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {shop.NotifyUrl.AbsolutePath} HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000\r\n\r\n{{"));

        using var reader = new StreamReader(stream);
        var answer = reader.ReadLineAsync();
        await Look.UntilAsync(
            () => Task.FromResult(answer.IsCompleted), () => clock.Advance(TimeSpan.FromSeconds(1)));

        Assert.StartsWith("HTTP/1.1 408", await answer, StringComparison.Ordinal);
    }

    // A page for whatever has no address of its own does not answer in our place.
    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Another_method_than_POST_is_not_allowed(string method)
    {
        await using var shop = await StartAsync(map: app =>
        {
            app.MapFallback(() => "a page");
            app.MapPaymentNotifications("/payments/notify", (_, _) => Task.CompletedTask);
        });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), shop.NotifyUrl);

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    // Protocol 6.40.
    [Fact]
    public async Task A_test_notification_of_the_dashboard_is_answered_200_counted_and_not_handed_over()
    {
        await using var shop = await StartAsync();
        var outcomes = new List<string>();
        using var meters = new MeterListener();
        meters.SetMeasurementEventCallback<long>((_, _, tags, _) => outcomes.Add($"{tags[0].Value}"));
        var factory = shop.Services.GetRequiredService<IMeterFactory>();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "gerai.inbox.received" && instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.Start();

        await shop.PostedAsync(NotifiedShop.Body("settlement", order: "payment_notif_test_G1_f00"));

        Assert.Equal(["test"], outcomes);
        Assert.Empty(await shop.Inbox.FindAsync("t-1"));
        await shop.PostedAsync(NotifiedShop.Body("settlement"));
        Assert.Equal("order-101", (await shop.NextAsync()).OrderId);
    }

    [Fact]
    public async Task An_application_that_asks_everybody_to_sign_in_does_not_ask_the_gateway()
    {
        await using var shop = await StartAsync(
            build: builder =>
            {
                builder.Services.AddAuthentication().AddCookie();
                builder.Services.AddAuthorizationBuilder()
                    .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
                builder.Services.AddAntiforgery();
            },
            map: app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.UseAntiforgery();
                app.MapPaymentNotifications("/payments/notify", (_, _) => Task.CompletedTask);
            });

        await shop.PostedAsync(NotifiedShop.Body("settlement"));
        await shop.BecomesAsync(InboxState.Handled);
    }

    [Fact]
    public async Task An_earlier_key_is_good_while_keys_rotate()
    {
        await using var shop = await StartAsync(options => options.EarlierServerKeys.Add("SB-Mid-server-before"));

        Assert.Equal(200, await shop.PostAsync(NotifiedShop.Body("settlement", key: "SB-Mid-server-before")));
    }

    [Fact]
    public async Task With_a_webhook_secret_every_byte_must_be_signed()
    {
        await using var shop = await StartAsync(options => options.WebhookSecrets.Add(Some.WebhookSecretText));
        var body = NotifiedShop.Body("settlement");
        var now = clock.GetUtcNow();
        (string, string)[] headers =
        [
            (WebhookSignature.IdHeader, "evt_1"),
            (WebhookSignature.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            (WebhookSignature.SignatureHeader,
                WebhookSignature.Sign("evt_1", now, Encoding.UTF8.GetBytes(body), Some.WebhookSecretText)),
        ];

        Assert.Equal(403, await shop.PostAsync(body));
        Assert.Equal(403, await shop.PostAsync(NotifiedShop.Body("expire"), headers));
        Assert.Equal(200, await shop.PostAsync(body, headers));
    }

    [Fact]
    public async Task What_cannot_be_stored_is_not_answered_200()
    {
        await using var shop = await StartAsync();
        await database.ExecuteAsync("drop table gerai_inbox_notifications");

        Assert.Equal(503, await shop.PostAsync(NotifiedShop.Body("settlement")));
    }

    [Fact]
    public async Task A_handler_can_be_a_service_made_for_each_call()
    {
        await using var shop = await StartAsync(
            build: builder => builder.Services.AddScoped<Orders>(),
            map: app => app.MapPaymentNotifications<Orders>("/payments/notify"));

        await shop.PostedAsync(NotifiedShop.Body("settlement"));
        await shop.BecomesAsync(InboxState.Handled);
    }

    [Fact]
    public async Task Wrong_settings_and_wrong_use_are_told_at_the_start()
    {
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync(options => options.HandlerAttemptsMax = 0));
        Assert.Contains("HandlerAttemptsMax is 1 to 100", wrong.Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(map: app =>
        {
            app.MapPaymentNotifications("/a", (_, _) => Task.CompletedTask);
            app.MapPaymentNotifications("/b", (_, _) => Task.CompletedTask);
        }));

        await using var bare = WebApplication.CreateSlimBuilder().Build();
        Assert.Throws<InvalidOperationException>(
            () => bare.MapPaymentNotifications("/a", (_, _) => Task.CompletedTask));
    }

    private Task<NotifiedShop> StartAsync(
        Action<PaymentNotificationOptions>? configure = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? map = null) =>
        NotifiedShop.StartAsync(database.ConnectionString, clock, null, configure, build, map);

    private sealed class Orders : IPaymentNotificationHandler
    {
        public Task HandleAsync(PaymentNotification notification, CancellationToken cancellationToken) =>
            Task.CompletedTask;
    }

    private sealed class Provider(ILogger log) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
        }
    }
}

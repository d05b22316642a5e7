using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Gerai.Client;
using Gerai.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gerai.Tests.Sdk;

/// <summary>Settings are checked before the first call, and the key stays where it is.</summary>
public sealed class GeraiSettingsTests
{
    [Theory]
    [InlineData("Sandbox", "https://api.sandbox.midtrans.com/")]
    [InlineData("production", "https://api.midtrans.com/")]
    [InlineData("https://pay.example.com", "https://pay.example.com/")]
    [InlineData("http://127.0.0.1:5080/gerai", "http://127.0.0.1:5080/gerai/")]
    public void One_setting_chooses_whom_to_talk_to(string text, string address) =>
        Assert.Equal(address, GeraiTarget.Parse(text).Address.AbsoluteUri);

    [Theory]
    [InlineData("sandboks")]
    [InlineData("")]
    [InlineData("ftp://pay.example.com")]
    [InlineData("https://key@pay.example.com")]
    [InlineData("https://pay.example.com?key=1")]
    public void Another_text_is_no_target(string text) =>
        Assert.Throws<FormatException>(() => GeraiTarget.Parse(text));

    [Theory]
    [InlineData("Sandbox", "", "ServerKey is missing")]
    [InlineData("Sandbox", "SB-Mid server", "blank")]
    [InlineData("Sandbox", "SB-Mid-client-TESTVECTOR0001", "client key")]
    [InlineData("Production", "SB-Mid-server-TESTVECTOR000000000001", "one of the sandbox")]
    [InlineData("http://pay.example.com", "SB-Mid-server-TESTVECTOR000000000001", "in the clear")]
    public void A_setting_that_cannot_be_right_is_refused_with_a_sentence_and_without_the_key(
        string target, string key, string words)
    {
        var options = new GeraiClientOptions { Target = GeraiTarget.Parse(target), ServerKey = key };

        var refused = Assert.Throws<ArgumentException>(() => new GeraiClient(options));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.True(key.Length == 0 || !refused.ToString().Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void Plain_http_to_another_machine_can_be_allowed()
    {
        var options = new GeraiClientOptions
        {
            Target = GeraiTarget.Parse("http://gateway:5080"),
            ServerKey = Some.ServerKey,
        };
        Assert.Throws<ArgumentException>(() => new GeraiClient(options));

        options.AllowPlainHttp = true;
        new GeraiClient(options).Dispose();
    }

    // Protocol 7.6: the prefix does not tell, so this is no more than a warning.
    [Fact]
    public void A_key_that_looks_like_production_is_warned_about_at_the_sandbox()
    {
        var log = new RecordingLog<GeraiClient>();

        using var client = new GeraiClient(
            new GeraiClientOptions { ServerKey = "Mid-server-TESTVECTOR000000000001" }, logger: log);

        Assert.Contains("looks like one of production", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Target", "sandboks")]
    [InlineData("ServerKey", "")]
    [InlineData("Attempts", "many")]
    [InlineData("Attempts", "11")]
    [InlineData("Timeout", "00:06:00")]
    [InlineData("AllowPlainHttp", "perhaps")]
    public async Task An_application_with_a_wrong_setting_does_not_start(string name, string value)
    {
        using var host = HostWith(new() { ["Gerai:ServerKey"] = Some.ServerKey, [$"Gerai:{name}"] = value });

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_is_given_a_client_by_its_configuration()
    {
        await using var gateway = await RecordedGateway.StartAsync();
        using var host = HostWith(new()
        {
            ["Gerai:Target"] = gateway.Address.AbsoluteUri,
            ["Gerai:ServerKey"] = Some.ServerKey,
            ["Gerai:Timeout"] = "00:00:20",
        });
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IGeraiClient>();

        var charged = await client.ChargeAsync(new AlfamartCharge("order-101", 44_000));

        Assert.Equal("1002311450968217", charged.PaymentCode);
        Assert.Same(client, host.Services.GetRequiredService<IGeraiClient>());
    }

    // At the most talkative level, with success, refusal, mirror, redirect, retry and failure.
    [Fact]
    public async Task The_server_key_stands_in_no_log_exception_trace_or_metric()
    {
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes(Some.ServerKey + ":"));
        await using var server = await LittleServer.StartAsync(async (number, context) =>
        {
            if (number == 5)
            {
                context.Abort();
                return;
            }

            context.Response.Headers.Location = "https://elsewhere.example/";
            var status = number switch { 1 => 200, 2 => 400, 3 => 307, 4 => 503, _ => 401 };
            var body = number == 1
                ? Samples.Compact("core-api/charge.alfamart.response.json")
                : JsonSerializer.Serialize(new
                {
                    status_code = $"{status}",
                    status_message = $"{Some.ServerKey} {context.Request.Headers.Authorization}",
                    validation_messages = new[] { Some.ServerKey },
                    id = secret,
                });
            await LittleServer.SayAsync(context, status, body);
        });
        using var told = new EverythingTold();
        using var host = HostWith(
            new() { ["Gerai:Target"] = server.Address.AbsoluteUri, ["Gerai:ServerKey"] = Some.ServerKey }, told);
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IGeraiClient>();

        for (var i = 0; i < 4; i++)
        {
            try
            {
                told.Lines.Enqueue((await client.ChargeAsync(new AlfamartCharge("order-101", 44_000))).ToString());
            }
            catch (GeraiException refused)
            {
                told.Lines.Enqueue($"{refused} {refused.StatusMessage} {refused.RequestId}");
                told.Lines.Enqueue(string.Join(' ', refused.ValidationMessages));
            }
        }

        Assert.Equal(6, server.CallsCount);
        Assert.Contains(told.Lines, line => line.Contains("Authorization", StringComparison.Ordinal));
        Assert.Contains(told.Lines, line => line.Contains("gerai.client.call.duration", StringComparison.Ordinal));
        Assert.Contains(told.Lines, line => line.Contains("gerai charge", StringComparison.Ordinal));
        Assert.All(told.Lines, line =>
        {
            Assert.DoesNotContain(Some.ServerKey, line, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, line, StringComparison.Ordinal);
        });
    }

    private static IHost HostWith(Dictionary<string, string?> settings, ILoggerProvider? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace);
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        builder.Services.AddSingleton<TimeProvider>(new HastyTime());
        builder.Services.AddGerai(builder.Configuration.GetSection("Gerai"));
        return builder.Build();
    }

    /// <summary>Hears all logs of an application, and all traces and metrics of the client.</summary>
    private sealed class EverythingTold : ILoggerProvider, ILogger
    {
        private readonly MeterListener meters = new();
        private readonly ActivityListener activities;

        public EverythingTold()
        {
            activities = new ActivityListener
            {
                ShouldListenTo = source => source.Name == GeraiTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = one =>
                    Lines.Enqueue($"{one.DisplayName} {string.Join(' ', one.TagObjects)} {one.StatusDescription}"),
            };
            ActivitySource.AddActivityListener(activities);
            meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == GeraiTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
                Lines.Enqueue($"{instrument.Name} {value} {string.Join(' ', tags.ToArray())}"));
            meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
                Lines.Enqueue($"{instrument.Name} {value} {string.Join(' ', tags.ToArray())}"));
            meters.Start();
        }

        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
            meters.Dispose();
            activities.Dispose();
        }
    }
}

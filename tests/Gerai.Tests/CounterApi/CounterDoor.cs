using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Gerai.CounterApi;
using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.CounterApi;

/// <summary>
/// The counter API on a real port with nothing behind it: good for everything that is decided before a payment is
/// looked for. Behind the door stands a heart without books, so whatever gets that far breaks.
/// </summary>
internal sealed class CounterDoor : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient http = new();

    private CounterDoor(WebApplication app, FakeTimeProvider time, ErrorLog errors)
    {
        this.app = app;
        Time = time;
        Errors = errors.Lines;
        http.BaseAddress = new Uri(app.Urls.Single());
    }

    public static StoreNetwork Network { get; } =
        new("alfamart-sandbox", StoreChain.Alfamart, GatewayEnvironment.Sandbox, "sandbox-secret-alfamart");

    public FakeTimeProvider Time { get; }

    public ConcurrentQueue<string> Errors { get; }

    public static async Task<CounterDoor> OpenAsync()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_768_462_200));
        var errors = new ErrorLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(errors);
        builder.Services
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(new CounterOptions())
            .AddSingleton<IStoreNetworkRepository>(new Networks())
            .AddSingleton(new PaymentProcessor(
                null!, null!, null!, null!, null!, null!, null!, null!, null!, time))
            .AddSingleton<CounterMetrics>()
            .AddSingleton(new MerchantAccounts(null!, null!, RandomSource.Secure, time))
            .AddSingleton<CounterDesk>(services =>
                new CounterDesk(services.GetRequiredService<PaymentProcessor>(), null!, time));
        var host = builder.Build();
        CounterRoutes.Map(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new CounterDoor(host, time, errors);
    }

    /// <summary>A request that its network has signed for the path and the moment.</summary>
    public HttpRequestMessage Signed(string path, string body) =>
        Signed(path, Encoding.UTF8.GetBytes(body), TimeSpan.Zero);

    public HttpRequestMessage Signed(string path, byte[] body, TimeSpan clockError)
    {
        var timestamp = (Time.GetUtcNow() + clockError).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(CounterSignature.NetworkHeader, Network.Name);
        request.Headers.Add(CounterSignature.TimestampHeader, timestamp);
        request.Headers.Add(
            CounterSignature.SignatureHeader,
            CounterSignature.Of(Network.Secret, "POST", path.Split('?')[0], timestamp, body));
        return request;
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        http.SendAsync(request, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    private sealed class Networks : IStoreNetworkRepository
    {
        public Task<StoreNetwork?> FindAsync(string name, DateTimeOffset now, CancellationToken cancel) =>
            Task.FromResult(name == Network.Name ? Network : null);

        public Task<bool> AddAsync(
            StoreNetwork network, Actor? by, DateTimeOffset now, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<bool> RotateAsync(
            string name, string next, Actor by, DateTimeOffset now, DateTimeOffset oldEnd, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<bool> SwitchAsync(
            string name, bool isOn, Actor by, DateTimeOffset now, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<NetworkEntry>> ListAsync(
            DateTimeOffset now, int countMax, CancellationToken cancel) => throw new NotSupportedException();
    }

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}

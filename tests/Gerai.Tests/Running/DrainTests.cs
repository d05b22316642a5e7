using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dapper;
using Gerai.Stores;
using Gerai.Tests.Cli;
using Gerai.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Gerai.Tests.Running;

/// <summary>A real process is asked to end under load, and everybody who was let in is answered.</summary>
public sealed class DrainTests(ITestOutputHelper output) : IDisposable
{
    private const int Shops = 16;

    private static readonly Dictionary<string, string> Settings = new() { ["GERAI_DRAIN__DELAY"] = "00:00:02" };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-drain-");
    private readonly ConcurrentQueue<string> acknowledged = new();
    private readonly SemaphoreSlim heard = new(0);
    private string authorization = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose()
    {
        folder.Delete(recursive: true);
        heard.Dispose();
    }

    [Fact]
    public async Task A_gateway_asked_to_end_under_load_answers_all_it_has_let_in_and_ends_well()
    {
        var merchant = await GeraiProcess.RunAsync(
            "merchant", "add", "--name", "Kopi Senja", "--environment", "sandbox", "--data", Data);
        var key = GeraiProcess.Field("server key", merchant.Output);
        authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":"));
        await using var gateway = await GeraiProcess.ServeAsync(
            Settings, "serve", "--urls", "http://127.0.0.1:0", "--data", Data);
        var address = new Uri(gateway.Url);
        using var silent = await ConnectAsync(address);
        using var idle = await ConnectAsync(address);
        await SendAsync(idle, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        await ReadAsync(idle, "live\n");
        using var slow = await ConnectAsync(address);
        var request = ChargeText("order-slow");
        await SendAsync(slow, request[..^20]);
        var shops = Enumerable.Range(0, Shops).Select(shop => Task.Run(() => ChargeAsync(address, shop))).ToList();
        await HearAsync(200);

        var began = TimeProvider.System.GetTimestamp();
        var ending = gateway.StopAsync();
        await Task.WhenAll(shops);
        await UntilNobodyIsLetInAsync(address);

        // What was under way is finished after the last one was let in.
        await SendAsync(slow, request[^20..]);
        await ReadAsync(slow, "\"status_code\":\"201\"");
        acknowledged.Enqueue("order-slow");

        // An end, not a reset, for who has asked for nothing.
        Assert.Equal(0, await silent.ReceiveAsync(new byte[1], Cancel));
        Assert.Equal(0, await idle.ReceiveAsync(new byte[1], Cancel));
        var ended = await ending;
        var took = TimeProvider.System.GetElapsedTime(began);
        output.WriteLine($"{acknowledged.Count} charges acknowledged; it ended after {took.TotalSeconds:0.0} s.");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.InRange(took, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20));
        await using var books = new SqliteConnection($"Data Source={Path.Combine(Data, "gerai.db")};Pooling=False");
        Assert.Equal(
            acknowledged.Order(StringComparer.Ordinal),
            (await books.QueryAsync<string>("select order_id from payments")).Order(StringComparer.Ordinal));
    }

    // As behind a balancer: a connection is used until an answer ends it, and another one opened while the node is
    // ready. Whatever else than an answer comes back fails the test.
    private async Task ChargeAsync(Uri address, int shop)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1, UseProxy = false })
        {
            BaseAddress = address,
        };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        for (var number = 0; ; number++)
        {
            var order = $"order-{shop}-{number}";
            using var body = new StringContent(
                Some.ChargeBody(StoreChain.Alfamart, order, 44_000), Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync("/v2/charge", body, Cancel);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.Contains("\"status_code\":\"201\"", text, StringComparison.Ordinal);
            acknowledged.Enqueue(order);
            heard.Release();
            if (answer.Headers.ConnectionClose is true)
            {
                using var ready = await http.GetAsync("/health/ready", Cancel);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
                return;
            }
        }
    }

    private async Task HearAsync(int answers)
    {
        for (var i = 0; i < answers; i++)
        {
            await heard.WaitAsync(Cancel);
        }
    }

    private string ChargeText(string order)
    {
        var body = Some.ChargeBody(StoreChain.Alfamart, order, 44_000);
        return $"POST /v2/charge HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
    }

    private static async Task<Socket> ConnectAsync(Uri address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, address.Port, Cancel);
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), Cancel);

    private static async Task ReadAsync(Socket socket, string until)
    {
        var text = "";
        var buffer = new byte[4096];
        while (!text.Contains(until, StringComparison.Ordinal))
        {
            var length = await socket.ReceiveAsync(buffer, Cancel);
            Assert.True(length > 0, $"It ended after: {text}");
            text += Encoding.UTF8.GetString(buffer, 0, length);
        }
    }

    private static async Task UntilNobodyIsLetInAsync(Uri address)
    {
        while (true)
        {
            try
            {
                using var socket = await ConnectAsync(address);
            }
            catch (SocketException refused) when (refused.SocketErrorCode is SocketError.ConnectionRefused)
            {
                return;
            }
            catch (SocketException late) when (late.SocketErrorCode is SocketError.ConnectionReset)
            {
                // Connected by the kernel in the instant in which the door was shut, and seen by no gateway. This is
                // what the delay is for: a balancer has noticed by then.
            }
        }
    }
}

using System.Net;
using Gerai.Tests.Support;

namespace Gerai.Tests.Simulators;

/// <summary>Where the tills are found, and where they find the counter API.</summary>
public sealed class SimulatorReachTests
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::1]:0")]
    public async Task Tills_find_the_counter_API_wherever_the_gateway_listens(string url)
    {
        await using var gateway = await TestGateway.StartAsync(options => options with { Urls = [url] });

        await AssertReachedAsync(gateway.Address.Port, url.Contains("[::1]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tills_pass_over_a_Unix_socket_and_take_the_next_address()
    {
        var folder = Directory.CreateTempSubdirectory("gerai-socket-");
        try
        {
            await using var gateway = await TestGateway.StartAsync(options => options with
            {
                Urls = [$"http://unix:{folder.FullName}/gerai.sock", "http://127.0.0.1:0"],
            });
            var other = gateway.App.Addresses.Single(one => !one.StartsWith("http://unix:", StringComparison.Ordinal));

            await AssertReachedAsync(new Uri(other).Port, isSix: false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // TLS is ended by a proxy before the gateway, so its own address is never a https one.
    [Fact]
    public async Task A_gateway_that_should_listen_on_https_does_not_start_and_says_why()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestGateway.StartAsync(
            options => options with { Urls = ["http://127.0.0.1:0", "https://127.0.0.1:0"] }));

        Assert.Contains("https://127.0.0.1:0", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:5080")]
    [InlineData("https://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:5080/counter")]
    [InlineData("http://user@127.0.0.1:5080")]
    public async Task A_counter_address_that_is_none_stops_the_start(string address)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestGateway.StartAsync(
            options => options with { Simulator = new() { CounterUrl = address } }));

        Assert.StartsWith("Simulator.CounterUrl:", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/alfamart/index")]
    [InlineData("GET", "/alfamart/payment")]
    [InlineData("POST", "/alfamart/inquiry")]
    [InlineData("POST", "/alfamart/payment")]
    [InlineData("POST", "/alfamart/trouble")]
    [InlineData("GET", "/indomaret/index")]
    [InlineData("POST", "/indomaret/inquiry")]
    [InlineData("POST", "/indomaret/payment")]
    [InlineData("POST", "/indomaret/trouble")]
    [InlineData("GET", "/indomaret/phoenix/index")]
    [InlineData("POST", "/indomaret/phoenix/inquiry")]
    [InlineData("POST", "/indomaret/phoenix/payment")]
    [InlineData("POST", "/indomaret/phoenix/trouble")]
    [InlineData("GET", "/api/alfamart/8127903418273645")]
    [InlineData("POST", "/api/alfamart/8127903418273645/pay")]
    [InlineData("GET", "/api/indomaret/025847103946")]
    [InlineData("POST", "/api/indomaret/025847103946/pay")]
    public async Task Outside_the_sandbox_a_till_is_a_path_that_nobody_knows(string method, string path)
    {
        await using var gateway = await TestGateway.StartAsync(options => options with { Sandbox = false });
        using var asked = new HttpRequestMessage(new HttpMethod(method), new Uri(gateway.Address, path));

        using var response = await Http.SendAsync(asked, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("404", (await Answer.ReadAsync(response))["status_code"]);
    }

    // The counter API has looked for the code: only it can say this.
    private static async Task AssertReachedAsync(int port, bool isSix)
    {
        var host = isSix ? "[::1]" : "127.0.0.1";
        var address = new Uri($"http://{host}:{port}/api/alfamart/8127903418273645");
        using var response = await Http.GetAsync(address, Cancel);
        var answer = await Answer.ReadAsync(response);

        Assert.Equal((404, "not_found"), (answer.Http, answer["reason"]));
    }
}

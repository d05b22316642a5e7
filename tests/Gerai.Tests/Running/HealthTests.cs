using Gerai.Running;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Running;

/// <summary>Health and leaving of a real gateway, as a balancer and a merchant's server see them.</summary>
public sealed class HealthTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_that_serves_is_alive_and_ready()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Address };

        Assert.Equal("live\n", await http.GetStringAsync("/health/live", Cancel));
        Assert.Equal("ready\n", await http.GetStringAsync("/health/ready", Cancel));
        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/health/ready"), Cancel);
        Assert.Equal(200, (int)head.StatusCode);
        Assert.Equal("no-store", head.Headers.CacheControl?.ToString());
    }

    // Protocol 1.5: every other path is the Core API's.
    [Fact]
    public async Task Other_paths_below_health_are_unknown_to_the_core_api()
    {
        await using var gateway = await TestGateway.StartAsync();

        Assert.Equal("404", (await gateway.SendAsync(HttpMethod.Get, "/health", null))["status_code"]);
        Assert.Equal("404", (await gateway.SendAsync(HttpMethod.Get, "/health/deep", null))["status_code"]);
        Assert.Equal("404", (await gateway.PostAsync("/health/live"))["status_code"]);
    }

    [Fact]
    public async Task Without_its_tables_a_gateway_is_alive_but_not_ready()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Address };
        await gateway.Service<GroupCommit>().WriteAsync(session => session.Execute("drop table commit_marks"), Cancel);

        using var ready = await http.GetAsync("/health/ready", Cancel);

        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Equal("not ready: the database takes no writes\n", await ready.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("live\n", await http.GetStringAsync("/health/live", Cancel));
    }

    [Fact]
    public async Task A_node_that_leaves_is_not_ready_but_answers_until_its_delay_is_over()
    {
        var delay = TimeSpan.FromMinutes(5);
        await using var gateway = await TestGateway.StartAsync(
            options => options with { Drain = new DrainOptions { Delay = delay, Limit = TimeSpan.FromSeconds(5) } });
        using var http = new HttpClient { BaseAddress = gateway.Address };
        await http.GetStringAsync("/health/ready", Cancel);

        var leaving = gateway.StopAsync().AsTask();

        using var ready = await http.GetAsync("/health/ready", Cancel);
        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Equal("not ready: draining\n", await ready.Content.ReadAsStringAsync(Cancel));
        Assert.True(ready.Headers.ConnectionClose);
        Assert.Equal("live\n", await http.GetStringAsync("/health/live", Cancel));
        await gateway.ChargedCodeAsync(StoreChain.Alfamart, "order-while-leaving");
        Assert.False(leaving.IsCompleted);

        gateway.Clock.Advance(delay);
        await leaving;
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync("/health/live", Cancel));
    }
}

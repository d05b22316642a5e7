using System.Globalization;
using System.Text.Json;
using Gerai.Tests.Support;

namespace Gerai.Tests.Cli;

/// <summary>gerai events, resend and listen, with a gateway and a shop that are processes and sockets.</summary>
public sealed class EventCommandsTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-events-");
    private Shop shop = null!;
    private GeraiProcess gateway = null!;

    public async ValueTask InitializeAsync()
    {
        shop = await Shop.StartAsync();
        gateway = await SandboxAsync("http://127.0.0.1:0", "--notify", shop.NotifyUrl);
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await shop.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_given_up_is_listed_and_sent_again()
    {
        shop.Answers = _ => Task.FromResult(302);
        await ChargeAsync("o-1");
        await ChargeAsync("o-2");
        var failed = await FailedAsync(2);
        shop.Answers = _ => Task.FromResult(200);

        var one = await MerchantAsync("resend", failed[0].GetProperty("id").GetString()!);
        await FailedAsync(1);
        var rest = await MerchantAsync("resend", "--failed-since", "1h");
        await FailedAsync(0);
        var table = await MerchantAsync("events", "--since", "1h");
        var ofOrder = await MerchantAsync("events", "--order", "o-2", "--json");

        Assert.Equal((0, "1 notification sent again."), (one.ExitCode, one.Output.Trim()));
        Assert.Equal((0, "1 notification sent again."), (rest.ExitCode, rest.Output.Trim()));
        Assert.Matches("o-1 .*pending", table.Output);
        Assert.Equal(1, JsonDocument.Parse(ofOrder.Output).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task A_listener_forwards_what_happens_and_misses_nothing_while_the_gateway_is_away()
    {
        await using var local = await Shop.StartAsync();
        await using var listener = await GeraiProcess.ServeAsync(
            "listen", "--forward-to", local.NotifyUrl, "--url", gateway.Url, "--server-key", RunningSandbox.ServerKey);

        await ChargeAsync("o-1");
        var first = await local.NextAsync();
        var posted = await shop.NextAsync();
        Assert.Equal(posted.Text, first.Text);
        foreach (var header in new[] { "User-Agent", "Accept", "Content-Type", "webhook-id", "X-Gerai-Event-Time" })
        {
            Assert.Equal(posted.Headers[header], first.Headers[header]);
        }

        Assert.StartsWith("v1,", first.Headers["webhook-signature"], StringComparison.Ordinal);

        var url = gateway.Url;
        await gateway.DisposeAsync();
        gateway = await SandboxAsync(url);
        foreach (var i in Enumerable.Range(2, 3))
        {
            await ChargeAsync(string.Create(CultureInfo.InvariantCulture, $"o-{i}"));
        }

        foreach (var order in new[] { "o-2", "o-3", "o-4" })
        {
            Assert.Equal(order, (await local.NextAsync())["order_id"]);
        }

        Assert.False(local.HasMore);
        var ended = await listener.StopAsync();
        Assert.Matches(@"o-1  pending  -> 200 \(\d+ ms", ended.Output);
        Assert.Contains("The stream has ended; trying again.", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_listener_was_answered_is_told_with_the_event_and_apart_from_its_deliveries()
    {
        await using var local = await Shop.StartAsync();
        local.Answers = _ => Task.FromResult(503);
        await using var listener = await GeraiProcess.ServeAsync(
            "listen", "--forward-to", local.NotifyUrl, "--url", gateway.Url, "--server-key", RunningSandbox.ServerKey);
        await ChargeAsync("o-1");
        await local.NextAsync();
        var id = (await shop.NextAsync()).Headers["webhook-id"];

        var told = await EventAsync(id, one => one.GetProperty("forwards").GetArrayLength() > 0);
        var shown = await MerchantAsync("events", id);

        var forward = Assert.Single(told.GetProperty("forwards").EnumerateArray());
        Assert.Equal(local.NotifyUrl, forward.GetProperty("address").GetString());
        Assert.Equal(503, forward.GetProperty("http_status").GetInt32());
        Assert.Equal("delivered", told.GetProperty("deliveries")[0].GetProperty("state").GetString());
        Assert.Matches(@"state +delivered", shown.Output);
        Assert.Matches($"{local.NotifyUrl} .*503 refused", shown.Output);
    }

    [Fact]
    public async Task The_operator_sends_again_on_the_gateways_machine_and_the_running_gateway_follows()
    {
        shop.Answers = _ => Task.FromResult(302);
        await ChargeAsync("o-1");
        await ChargeAsync("o-2");
        var failed = await FailedAsync(2);
        var id = failed[0].GetProperty("id").GetString()!;
        shop.Answers = _ => Task.FromResult(200);

        var elsewhere = await OperatorAsync("--event", id, "--address", "http://elsewhere.example/");
        var one = await OperatorAsync("--event", id, "--address", shop.NotifyUrl);
        await FailedAsync(1);
        var rest = await OperatorAsync("--failed-since", "1h");
        await FailedAsync(0);

        Assert.Equal((1, ""), (elsewhere.ExitCode, elsewhere.Output));
        Assert.Equal((0, "1 notification sent again."), (one.ExitCode, one.Output.Trim()));
        Assert.Equal((0, "1 notification sent again."), (rest.ExitCode, rest.Output.Trim()));
        var delivery = (await EventAsync(id, _ => true)).GetProperty("deliveries")[0];
        Assert.Equal("operator", delivery.GetProperty("resends")[0].GetProperty("by").GetString());
        Assert.Matches("sent again .*by operator", (await MerchantAsync("events", id)).Output);
    }

    [Fact]
    public async Task One_address_of_several_is_told_again_alone()
    {
        shop.Answers = _ => Task.FromResult(302);
        await ChargeAsync("o-1");
        var id = (await FailedAsync(1))[0].GetProperty("id").GetString()!;

        var elsewhere = await MerchantAsync("resend", id, "--address", "http://elsewhere.example/");
        var nothing = await MerchantAsync("resend", "--failed-since", "1h", "--address", "http://elsewhere.example/");
        var told = await MerchantAsync("resend", "--failed-since", "1h", "--address", shop.NotifyUrl);

        Assert.StartsWith("Refused (no_address)", elsewhere.Errors, StringComparison.Ordinal);
        Assert.Equal("0 notifications sent again.", nothing.Output.Trim());
        Assert.Equal("1 notification sent again.", told.Output.Trim());
    }

    [Theory]
    [InlineData("events x --failed")]
    [InlineData("resend")]
    [InlineData("resend x --failed-since 1h")]
    [InlineData("resend --failed-since soon")]
    [InlineData("events --since h")]
    [InlineData("listen")]
    [InlineData("listen --forward-to nowhere")]
    public async Task A_usage_error_is_one_line_and_exit_code_2(string commandLine)
    {
        var ended = await MerchantAsync(commandLine.Split(' '));

        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.Single(ended.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task What_the_gateway_refuses_is_told_in_its_words()
    {
        var unknown = await MerchantAsync("resend", "nothing");
        var stranger = await GeraiProcess.RunAsync(
            "listen", "--forward-to", shop.NotifyUrl, "--url", gateway.Url, "--server-key", "nobody");
        var away = await GeraiProcess.RunAsync("events", "--url", "http://127.0.0.1:9", "--server-key", "x");

        Assert.Equal((1, ""), (unknown.ExitCode, unknown.Output));
        Assert.StartsWith("Refused (not_found)", unknown.Errors, StringComparison.Ordinal);
        Assert.Equal(1, stranger.ExitCode);
        Assert.StartsWith("Refused (unknown_key)", stranger.Errors, StringComparison.Ordinal);
        Assert.Equal(3, away.ExitCode);
    }

    private Task<GeraiProcess> SandboxAsync(string url, params string[] more) => GeraiProcess.ServeAsync(
        ["sandbox", "--urls", url, "--data", folder.FullName, "--server-key", RunningSandbox.ServerKey, .. more]);

    private Task<Ended> MerchantAsync(params string[] arguments) => GeraiProcess.RunAsync(
        new Dictionary<string, string> { ["GERAI_SERVER_KEY"] = RunningSandbox.ServerKey },
        [.. arguments, "--url", gateway.Url]);

    private Task<Ended> OperatorAsync(params string[] what) => GeraiProcess.RunAsync(
    [
        "merchant", "resend", "--merchant", gateway.Field("merchant"), "--environment", "sandbox",
        "--data", folder.FullName, .. what,
    ]);

    private async Task<JsonElement> EventAsync(string id, Func<JsonElement, bool> isReached)
    {
        const int RoundsMax = 50;
        for (var round = 0; round < RoundsMax; round++)
        {
            var ended = await MerchantAsync("events", id, "--json");
            Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
            var found = JsonDocument.Parse(ended.Output).RootElement;
            if (isReached(found))
            {
                return found;
            }
        }

        throw new TimeoutException($"The event {id} did not come so far.");
    }

    private async Task ChargeAsync(string order)
    {
        var ended = await MerchantAsync("charge", "--store", "alfamart", "--order", order, "--amount", "44000");
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
    }

    // Asks until so many are given up: the gateway has a loop of its own.
    private async Task<List<JsonElement>> FailedAsync(int count)
    {
        const int RoundsMax = 50;
        for (var round = 0; round < RoundsMax; round++)
        {
            var ended = await MerchantAsync("events", "--failed", "--json");
            Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
            var found = JsonDocument.Parse(ended.Output).RootElement.EnumerateArray().ToList();
            if (found.Count == count)
            {
                return found;
            }
        }

        throw new TimeoutException($"Not {count} were given up.");
    }
}

using Gerai.Tests.Support;

namespace Gerai.Tests.Cli;

/// <summary>gerai merchant schedule and gerai sandbox --retry-waits.</summary>
public sealed class ScheduleCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-cli-");

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_merchant_gets_a_schedule_of_its_own_and_goes_back_to_the_gateways()
    {
        var added = await GeraiProcess.RunAsync(
            "merchant", "add", "--name", "Kopi Senja", "--environment", "sandbox", "--data", Data);
        var number = GeraiProcess.Field("merchant", added.Output);

        var own = await ScheduleAsync(number, "--waits", "5s,5m,90m,2h,1d");
        var none = await ScheduleAsync(number, "--default");
        var nobody = await ScheduleAsync("G999999999", "--default");

        Assert.Equal((0, "5s, 5m, 90m, 2h, 1d"), (own.ExitCode, GeraiProcess.Field("waits", own.Output)));
        Assert.Equal((0, "as set for the gateway"), (none.ExitCode, GeraiProcess.Field("waits", none.Output)));
        Assert.Equal((1, ""), (nobody.ExitCode, nobody.Output));
    }

    // Really waits: between a quarter of a second and a second.
    [Fact]
    public async Task A_sandbox_with_short_waits_tells_again_soon()
    {
        await using var shop = await Shop.StartAsync();
        var calls = 0;
        shop.Answers = _ => Task.FromResult(Interlocked.Increment(ref calls) < 3 ? 503 : 200);
        await using var sandbox = await GeraiProcess.ServeAsync(
            "sandbox", "--urls", "http://127.0.0.1:0", "--data", Data, "--notify", shop.NotifyUrl,
            "--retry-waits", "1s,1s,1s,1s,1s");

        await GeraiProcess.RunAsync(
            "charge", "--store", "alfamart", "--order", "c-1", "--amount", "44000",
            "--url", sandbox.Url, "--server-key", sandbox.Field("server key"));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("pending", (await shop.NextAsync())["transaction_status"]);
        }
    }

    private Task<Ended> ScheduleAsync(string number, params string[] schedule) => GeraiProcess.RunAsync(
        ["merchant", "schedule", "--merchant", number, "--environment", "sandbox", "--data", Data, .. schedule]);
}

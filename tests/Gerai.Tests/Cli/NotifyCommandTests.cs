using Gerai.Tests.Support;

namespace Gerai.Tests.Cli;

/// <summary>gerai merchant notify, and the probe that it and gerai merchant add make.</summary>
public sealed class NotifyCommandTests : IDisposable
{
    private const string Nowhere = "http://127.0.0.1:9/notify";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-cli-");

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task An_account_is_saved_first_and_then_its_addresses_are_tried()
    {
        await using var shop = await Shop.StartAsync();

        var added = await AddAsync("--notify", $"{shop.NotifyUrl},{Nowhere}", "--email", "ops@shop.example");

        Assert.Equal(0, added.ExitCode);
        Assert.Equal("ops@shop.example", GeraiProcess.Field("alert mail", added.Output));
        Assert.Contains("Delivered: the test notification was answered 200.", added.Output, StringComparison.Ordinal);
        Assert.StartsWith($"Warning: {Nowhere} did not take a test", added.Errors, StringComparison.Ordinal);
        Assert.StartsWith("payment_notif_test_", (await shop.NextAsync())["order_id"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_and_mail_change_afterwards_each_alone_and_with_a_warning_at_most()
    {
        var number = GeraiProcess.Field("merchant", (await AddAsync("--email", "ops@shop.example")).Output);

        var urls = await NotifyAsync(number, "--url", Nowhere);
        var silent = await NotifyAsync(number, "--url", "http://127.0.0.1:9/2", "--no-probe");
        var email = await NotifyAsync(number, "--email", "new@shop.example");
        var none = await NotifyAsync(number, "--url", "", "--email", "");

        Assert.Equal((0, Nowhere), (urls.ExitCode, GeraiProcess.Field("notifies", urls.Output)));
        Assert.Equal("ops@shop.example", GeraiProcess.Field("alert mail", urls.Output));
        Assert.Contains("Connection refused", urls.Errors, StringComparison.Ordinal);
        Assert.Equal((0, ""), (silent.ExitCode, silent.Errors));
        Assert.Equal("http://127.0.0.1:9/2", GeraiProcess.Field("notifies", email.Output));
        Assert.Equal("new@shop.example", GeraiProcess.Field("alert mail", email.Output));
        Assert.Equal("", email.Errors);
        Assert.Equal("nobody", GeraiProcess.Field("notifies", none.Output));
        Assert.DoesNotContain("alert mail", none.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_told_of_a_merchant_that_is_not_there()
    {
        var ended = await NotifyAsync("G999999999", "--url", Nowhere);

        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
    }

    private Task<Ended> AddAsync(params string[] more) => GeraiProcess.RunAsync(
        ["merchant", "add", "--name", "Kopi Senja", "--environment", "sandbox", "--data", Data, .. more]);

    private Task<Ended> NotifyAsync(string number, params string[] more) => GeraiProcess.RunAsync(
        ["merchant", "notify", "--merchant", number, "--environment", "sandbox", "--data", Data, .. more]);
}

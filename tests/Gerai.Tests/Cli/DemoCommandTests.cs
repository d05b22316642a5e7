using Gerai.Tests.Support;

namespace Gerai.Tests.Cli;

/// <summary>gerai demo and the help: what a newcomer sees first.</summary>
public sealed class DemoCommandTests
{
    [Fact]
    public async Task The_demo_walks_the_whole_sequence_for_both_stores()
    {
        var ended = await GeraiProcess.RunAsync("demo", "--once");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.Equal(2, CountOf("merchant backend -> Core API: POST /v2/charge", ended.Output));
        Assert.Equal(2, CountOf("POST /notifications: pending, signed", ended.Output));
        Assert.Equal(2, CountOf("POST /notifications: settlement, signed", ended.Output));
        Assert.Equal(4, CountOf("200 OK, signature_key verified", ended.Output));
        Assert.Equal(2, CountOf("Core API -> merchant backend: 200 settlement", ended.Output));
        Assert.Contains("order-101o-", ended.Output, StringComparison.Ordinal);
        Assert.Contains("order-101n-", ended.Output, StringComparison.Ordinal);
        Assert.Contains("3rd row. The end.", ended.Output, StringComparison.Ordinal);
        Assert.Contains("the order's page says: Paid", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_stays_up_until_it_is_asked_to_end()
    {
        await using var demo = await GeraiProcess.ServeAsync("demo");

        var charge = await GeraiProcess.RunAsync(
            "charge", "--store", "alfamart", "--order", "mine", "--amount", "25000",
            "--server-key", demo.Field("server key"), "--url", demo.Url);

        Assert.Equal(0, charge.ExitCode);
        using var browser = new HttpClient();
        Assert.Contains(
            "Enamel mug", await browser.GetStringAsync(demo.Field("sample shop")), StringComparison.Ordinal);
        Assert.Equal(0, (await demo.StopAsync()).ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("demo")]
    [InlineData("sandbox")]
    [InlineData("serve")]
    [InlineData("doctor")]
    [InlineData("copy")]
    [InlineData("merchant add")]
    [InlineData("merchant invite")]
    [InlineData("merchant notify")]
    [InlineData("merchant redirect")]
    [InlineData("merchant rotate")]
    [InlineData("merchant schedule")]
    [InlineData("merchant resend")]
    [InlineData("operator invite")]
    [InlineData("network add")]
    [InlineData("network rotate")]
    [InlineData("unmatched")]
    [InlineData("charge")]
    [InlineData("status")]
    [InlineData("cancel")]
    [InlineData("expire")]
    [InlineData("pay")]
    [InlineData("reverse")]
    [InlineData("events")]
    [InlineData("resend")]
    [InlineData("listen")]
    [InlineData("archive")]
    public async Task The_help_is_as_approved(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ended = await GeraiProcess.RunAsync([.. words, "--help"]);

        Assert.Equal(0, ended.ExitCode);
        Approved.Match($"Cli/Help/{(command.Length == 0 ? "gerai" : command.Replace(' ', '-'))}", ended.Output);
    }

    [Fact]
    public async Task The_version_is_a_plain_number()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", (await GeraiProcess.RunAsync("--version")).Output);
    }

    private static int CountOf(string text, string output) => output.Split(text).Length - 1;
}

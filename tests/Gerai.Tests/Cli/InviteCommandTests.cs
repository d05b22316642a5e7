using System.Text.RegularExpressions;

namespace Gerai.Tests.Cli;

/// <summary>gerai merchant invite, gerai merchant add --invite and gerai operator invite.</summary>
public sealed partial class InviteCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-cli-");

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task An_invitation_is_a_link_to_the_portal_that_is_shown_once()
    {
        var added = await GeraiProcess.RunAsync(
            "merchant", "add", "--name", "Kopi Senja", "--environment", "sandbox", "--data", Data,
            "--invite", "sri@shop.example", "--portal", "https://pay.example.com");
        var number = GeraiProcess.Field("merchant", added.Output);
        var invited = await InviteAsync(number, "budi@shop.example", "customer-service");

        Assert.Equal((0, 0), (added.ExitCode, invited.ExitCode));
        Assert.Equal("administrator", GeraiProcess.Field("as", added.Output));
        Assert.Equal("customer-service", GeraiProcess.Field("as", invited.Output));
        Assert.StartsWith(
            "https://pay.example.com/portal/account/invitation?token=", GeraiProcess.Field("link", added.Output));
        var link = GeraiProcess.Field("link", invited.Output);
        Assert.Matches(Link(), link);
        foreach (var file in Directory.EnumerateFiles(Data, "gerai.db*"))
        {
            Assert.DoesNotContain(
                link.Split('=')[1], await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nobody_is_invited_to_a_merchant_that_is_not_there()
    {
        var nobody = await InviteAsync("G999999999", "budi@shop.example", "finance");

        Assert.Equal((1, ""), (nobody.ExitCode, nobody.Output));
        Assert.Contains("There is no merchant G999999999", nobody.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_is_invited_too()
    {
        var invited = await GeraiProcess.RunAsync(
            "operator", "invite", "--email", "sri@operator.example", "--data", Data);

        Assert.Equal((0, "operator"), (invited.ExitCode, GeraiProcess.Field("as", invited.Output)));
        Assert.Matches(Link(), GeraiProcess.Field("link", invited.Output));
    }

    private Task<Ended> InviteAsync(string number, string email, string role) => GeraiProcess.RunAsync(
        "merchant", "invite", "--merchant", number, "--environment", "sandbox", "--email", email, "--role", role,
        "--data", Data);

    [GeneratedRegex(
        @"^http://127\.0\.0\.1:5080/portal/account/invitation\?token=[A-Za-z0-9_-]{43}$",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}

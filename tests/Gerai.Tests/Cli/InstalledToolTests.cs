using System.Net;
using System.Text.RegularExpressions;
using Gerai.Tests.Sdk;
using Gerai.Tests.Support;

namespace Gerai.Tests.Cli;

/// <summary>
/// gerai as people get it: packed, and installed as a tool from the package alone. Nothing of the checkout is beside
/// it, so whatever the portal's pages need must be in it.
/// </summary>
public sealed partial class InstalledToolTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_portal_of_an_installed_gerai_lets_people_in_and_has_its_scripts_and_styles()
    {
        await using var newcomer = new Newcomer(Cancel);
        await newcomer.RunAsync(
            """
            dotnet pack ../gerai/src/Gerai.Cli --output packages
            dotnet tool install gerai --tool-path tools --source "$PWD/packages"
            """);
        var program = Path.Combine(newcomer.Folder, "tools", "gerai");
        foreach (var command in (string[])["sandbox", "serve"])
        {
            await using var gerai = await GeraiProcess.ServeAsAsync(
                program, command, "--urls", "http://127.0.0.1:0", "--data", Path.Combine(newcomer.Folder, command));
            using var caller = new Caller(new Uri(gerai.Url));
            var page = await caller.PageAsync("/portal/account/sign-in");
            if (command is "sandbox")
            {
                using var entered = await caller.SignInAsync(gerai.Field("sign-in"), gerai.Field("password"));
                page += await caller.PageAsync("/portal");
                Assert.Contains("_framework/blazor.web.js", page, StringComparison.Ordinal);
            }

            await HasAssetsAsync(caller, page);
            var ended = await gerai.StopAsync();
            Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        }
    }

    private static async Task HasAssetsAsync(Caller caller, string page)
    {
        var addresses = Asset().Matches(page).Select(match => match.Groups["address"].Value).Distinct().ToList();
        Assert.NotEmpty(addresses);
        foreach (var address in addresses)
        {
            using var found = await caller.GetAsync(address);
            Assert.Equal((address, HttpStatusCode.OK), (address, found.StatusCode));
            Assert.Equal(
                (address, address.Contains(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript"),
                (address, found.Content.Headers.ContentType!.MediaType));
            Assert.NotEmpty(await found.Content.ReadAsByteArrayAsync(Cancel));
        }
    }

    [GeneratedRegex(
        "(src|href)=\"(?<address>/[^\"]+\\.(css|js)[^\"]*)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Asset();
}

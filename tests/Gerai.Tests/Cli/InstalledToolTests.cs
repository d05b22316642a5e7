using System.Net;
using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.Cli;

/// <summary>
/// Every way to start gerai but that of the other tests: as a tool, with nothing of the checkout beside it, and by
/// <c>dotnet run</c> from another folder. Whatever the portal's pages need must come along.
/// </summary>
public sealed partial class InstalledToolTests(InstalledTool tool) : IClassFixture<InstalledTool>
{
    private static readonly string[] Expected =
        ["/_framework/blazor.web.js", "/_content/MudBlazor/MudBlazor.min.css", "/_content/MudBlazor/MudBlazor.min.js"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_portal_of_an_installed_sandbox_lets_people_in_and_has_its_scripts_and_styles()
    {
        await using var gerai = await GeraiProcess.ServeInAsync(
            tool.Folder("sandbox"), tool.Program, "sandbox", "--urls", "http://127.0.0.1:0");

        await LetsInAsync(gerai);

        Assert.Equal((0, ""), await EndAsync(gerai));
    }

    [Fact]
    public async Task The_portal_of_an_installed_gateway_has_its_scripts_and_styles()
    {
        await using var gerai = await GeraiProcess.ServeInAsync(
            tool.Folder("serve"), tool.Program, "serve", "--urls", "http://127.0.0.1:0", "--data", "books");
        using var caller = new Caller(new Uri(gerai.Url));

        await HasAssetsAsync(caller, await caller.PageAsync("/portal/account/sign-in"));

        Assert.Equal((0, ""), await EndAsync(gerai));
    }

    [Fact]
    public async Task The_demo_of_an_installed_gerai_walks_to_its_end()
    {
        var ended = await GeraiProcess.RunInAsync(tool.Folder("demo"), tool.Program, "demo", "--once");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.Contains("the order's page says: Paid", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sandbox_that_is_run_from_its_source_keeps_its_books_where_the_person_stands()
    {
        var folder = tool.Folder("elsewhere");
        await using var gerai = await GeraiProcess.ServeInAsync(
            folder, "dotnet", "run", "--project", Path.Combine(Repository.Root, "src", "Gerai.Cli"), "--no-build",
            "--configuration", InstalledTool.Configuration, "--", "sandbox", "--urls", "http://127.0.0.1:0");

        await LetsInAsync(gerai);

        Assert.Equal((0, ""), await EndAsync(gerai));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder, "gerai-data")));
    }

    private static async Task LetsInAsync(GeraiProcess gerai)
    {
        using var caller = new Caller(new Uri(gerai.Url));
        var door = await caller.PageAsync("/portal/account/sign-in");
        using var entered = await caller.SignInAsync(gerai.Field("sign-in"), gerai.Field("password"));
        using var home = await caller.GetAsync("/portal");

        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
        await HasAssetsAsync(caller, door + await home.Content.ReadAsStringAsync(Cancel), Expected);
    }

    // Whatever the pages name, so that a new script is asked for as well.
    private static async Task HasAssetsAsync(Caller caller, string pages, params string[] expected)
    {
        var addresses = Asset().Matches(pages).Select(match => match.Groups["address"].Value).Distinct().ToList();
        Assert.NotEmpty(addresses);
        foreach (var name in expected)
        {
            Assert.Contains(addresses, address => address.StartsWith(name, StringComparison.Ordinal));
        }

        foreach (var address in addresses)
        {
            using var found = await caller.GetAsync(address);
            Assert.Equal((address, HttpStatusCode.OK), (address, found.StatusCode));
            Assert.Equal(
                (address, address.Contains(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript"),
                (address, found.Content.Headers.ContentType?.MediaType));
            Assert.NotEmpty(await found.Content.ReadAsByteArrayAsync(Cancel));
        }
    }

    private static async Task<(int ExitCode, string Errors)> EndAsync(GeraiProcess gerai)
    {
        var ended = await gerai.StopAsync();
        return (ended.ExitCode, ended.Errors);
    }

    [GeneratedRegex(
        "(src|href)=\"(?<address>/[^\"]+\\.(css|js)[^\"]*)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Asset();
}

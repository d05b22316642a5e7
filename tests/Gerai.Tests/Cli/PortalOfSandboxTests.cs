using System.Net;
using Gerai.Tests.Support;

namespace Gerai.Tests.Cli;

/// <summary>The portal of the built gerai: scripts and styles are there, and the sign-in it prints opens it.</summary>
public sealed class PortalOfSandboxTests
{
    [Fact]
    public async Task A_sandbox_prints_a_sign_in_that_opens_its_portal_at_every_start()
    {
        var folder = Directory.CreateTempSubdirectory("gerai-portal-");
        try
        {
            var first = await PasswordAsync(folder.FullName);
            var second = await PasswordAsync(folder.FullName);

            Assert.Equal(first, second);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Serve_makes_nobody_who_could_sign_in()
    {
        var folder = Directory.CreateTempSubdirectory("gerai-portal-");
        try
        {
            await using var gerai = await GeraiProcess.ServeAsync(
                "serve", "--urls", "http://127.0.0.1:0", "--data", folder.FullName);
            using var caller = new Caller(new Uri(gerai.Url));

            Assert.DoesNotContain("password", gerai.Output, StringComparison.Ordinal);
            Assert.Equal($"http://localhost:{new Uri(gerai.Url).Port}/portal", gerai.Field("portal at"));
            Assert.Equal(0, (await gerai.StopAsync()).ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> PasswordAsync(string folder)
    {
        await using var gerai = await GeraiProcess.ServeAsync(
            "sandbox", "--urls", "http://127.0.0.1:0", "--data", folder);
        using var caller = new Caller(new Uri(gerai.Url));
        foreach (var asset in (string[])["/_framework/blazor.web.js", "/_content/MudBlazor/MudBlazor.min.css"])
        {
            using var found = await caller.GetAsync(asset);
            Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        }

        using var entered = await caller.SignInAsync(gerai.Field("sign-in"), gerai.Field("password"));
        using var members = await caller.GetAsync("/portal/members");
        Assert.Equal(HttpStatusCode.OK, members.StatusCode);
        Assert.Equal("", (await gerai.StopAsync()).Errors);
        return gerai.Field("password");
    }
}

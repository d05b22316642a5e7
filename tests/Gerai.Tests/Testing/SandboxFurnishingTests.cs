using Gerai.Testing;
using Gerai.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gerai.Tests.Testing;

/// <summary>A sandbox lives in the folder of somebody else's program.</summary>
public sealed class SandboxFurnishingTests
{
    // Port 1 is nobody's to open, so a start that listened to these settings would fail.
    private const string SettingsOfTheShop =
        """
        { "Urls": "http://127.0.0.1:1", "Kestrel": { "Endpoints": { "Http": { "Url": "http://127.0.0.1:1" } } } }
        """;

    [Fact]
    public async Task The_settings_of_the_shop_under_test_are_not_the_sandbox_s()
    {
        var folder = Directory.CreateTempSubdirectory("gerai-test-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), SettingsOfTheShop);
            var place = new WebApplicationOptions { ContentRootPath = folder.FullName };
            var builder = WebApplication.CreateSlimBuilder(place);
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddSingleton(RandomSource.Secure);

            SandboxFurnishing.Furnish(
                builder, new SandboxTrouble(), new NotificationInbox(TimeSpan.FromSeconds(1)));

            await using var app = builder.Build();
            await app.StartAsync();
            Assert.NotEqual(1, new Uri(Assert.Single(app.Urls)).Port);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

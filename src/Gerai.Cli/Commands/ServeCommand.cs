using System.CommandLine;
using Gerai.Dashboard;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Cli.Commands;

/// <summary>gerai serve: the gateway for real and play money, for many merchants.</summary>
internal static class ServeCommand
{
    private const StringSplitOptions Separation =
        StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    // The portal, what collects measurements, and the word to systemd that it has started.
    private static GatewayAnnex Annex => Portal.Annex with
    {
        Furnish = builder =>
        {
            Portal.Furnish(builder);
            Telemetry.Add(builder);
            builder.Services.AddSystemd();
        },
    };

    public static Command New()
    {
        var place = new GatewayPlace();
        var urls = new Option<string[]>("--urls")
        {
            Description = $"Addresses to listen on [GERAI_URLS] [default: {Choice.DefaultUrl}].",
            HelpName = "URL",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new ExampleCommand(
            "serve",
            "Run the gateway for many merchants, sandbox and production.",
            "gerai serve --data /var/lib/gerai",
            "gerai serve --database \"Host=db;Database=gerai\" --sealing-key-file /etc/gerai/sealing.key")
        {
            urls,
        };
        place.AddTo(command);
        command.SetAction(async (asked, cancel) =>
        {
            var options = place.Read(asked) with { Urls = UrlsOf(asked.GetValue(urls)) };
            await using var gateway = await GatewayApp.StartAsync(options, Annex, cancel);
            Output.Line("portal at " + PortalDoor.Address(gateway));
            Output.Line("listening on " + string.Join(", ", gateway.Addresses));
            await gateway.WaitForShutdownAsync(cancel);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Addresses come one by one or, as elsewhere in .NET, with semicolons between them.</summary>
    public static string[] SplitUrls(params IEnumerable<string> urls) =>
        [.. urls.SelectMany(url => url.Split(';', Separation))];

    private static string[] UrlsOf(string[]? given) =>
        SplitUrls(given is { Length: > 0 } ? given : [GatewayPlace.Setting("GERAI_URLS") ?? Choice.DefaultUrl]);
}

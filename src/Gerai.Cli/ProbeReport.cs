using System.CommandLine;
using Gerai.Merchants;
using Gerai.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Cli;

/// <summary>
/// Tells the person who has just saved addresses what a test notification meets at each. They stay saved whatever it
/// is: a shop may not be up yet.
/// </summary>
internal static class ProbeReport
{
    public static Option<bool> Skip() => new("--no-probe")
    {
        Description = "Send no test notification to the addresses.",
    };

    public static async Task PrintAsync(GatewayApp gateway, Merchant merchant, CancellationToken cancel)
    {
        var probe = gateway.Services.GetRequiredService<AddressProbe>();
        foreach (var met in await probe.ProbeAllAsync(merchant, cancel))
        {
            if (met.IsDelivered)
            {
                Output.Markup($"[green]{Output.Escape(met.Address)}[/]");
                Output.Line($"  {Output.Visible(met.Words)}");
            }
            else
            {
                Output.Complain($"Warning: {met.Address} did not take a test notification. {met.Words}");
            }
        }
    }
}

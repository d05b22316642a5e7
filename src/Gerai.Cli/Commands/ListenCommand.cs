using System.CommandLine;

namespace Gerai.Cli.Commands;

/// <summary>gerai listen: a gateway's notifications for a server that no gateway can reach.</summary>
internal static class ListenCommand
{
    public static Command New()
    {
        var call = new MerchantCall();
        var forwardTo = Choice.Url("--forward-to", "Address of your server, which may be on this machine.", null);
        forwardTo.Required = true;
        var command = new ExampleCommand(
            "listen",
            "Forward every notification to a server of yours, without a tunnel, until Ctrl-C.",
            "gerai listen --forward-to http://localhost:5000/notify")
        {
            forwardTo,
        };
        call.AddPlaceTo(command);
        command.SetAction(async (asked, cancel) =>
        {
            using var client = call.OpenMerchantApi(asked);
            using var forward = new Forwarder(asked.GetRequiredValue(forwardTo), TimeProvider.System);
            await new EventListener(client, forward, TimeProvider.System).RunAsync(cancel);
            return ExitCode.Success;
        });
        return command;
    }
}

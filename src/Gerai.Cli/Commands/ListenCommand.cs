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
            "Forward every notification to a server of yours until Ctrl-C, without a tunnel, and report its answers.",
            "gerai listen --forward-to http://localhost:5000/notify")
        {
            forwardTo,
        };
        call.AddPlaceTo(command);
        command.SetAction(async (asked, cancel) =>
        {
            using var client = call.OpenMerchantApi(asked);
            var reporter = new ForwardReporter(client, TimeProvider.System);
            using var forward = new Forwarder(asked.GetRequiredValue(forwardTo), reporter, TimeProvider.System);
            var listener = new EventListener(client, forward, TimeProvider.System);

            // Neither ends by itself; the first that fails ends the other.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            Task[] running = [listener.RunAsync(either.Token), reporter.RunAsync(either.Token)];
            try
            {
                await await Task.WhenAny(running);
                return ExitCode.Success;
            }
            finally
            {
                await either.CancelAsync();
                await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
        return command;
    }
}

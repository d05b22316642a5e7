using System.CommandLine;

namespace Gerai.Cli.Commands;

/// <summary>gerai cancel: ends a payment that nobody has paid yet.</summary>
internal static class CancelCommand
{
    public static Command New() => MerchantCall.NewOnPayment(
        new ExampleCommand("cancel", "Cancel a payment that is still pending.", "gerai cancel order-101"),
        (client, id, cancel) => client.CancelAsync(id, cancel),
        answer => answer.Code is "200");
}

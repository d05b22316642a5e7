using System.CommandLine;

namespace Gerai.Cli.Commands;

/// <summary>gerai status: how a payment stands.</summary>
internal static class StatusCommand
{
    public static Command New() => MerchantCall.NewOnPayment(
        new ExampleCommand(
            "status",
            "Ask how a payment stands.",
            "gerai status order-101",
            "gerai status order-101 --json"),
        (client, id, cancel) => client.StatusAsync(id, cancel),

        // Whatever state it is in, the question was answered.
        answer => answer.NamesTransaction);
}

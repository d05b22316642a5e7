using System.CommandLine;

namespace Gerai.Cli.Commands;

/// <summary>gerai expire: lets a pending payment expire before its time.</summary>
internal static class ExpireCommand
{
    public static Command New() => MerchantCall.NewOnPayment(
        new ExampleCommand("expire", "Let a pending payment expire now.", "gerai expire order-101"),
        (client, id, cancel) => client.ExpireAsync(id, cancel),

        // Code 407 is the success of this call (protocol 3.26).
        answer => answer.Code is "200" or "407" && answer.NamesTransaction);
}

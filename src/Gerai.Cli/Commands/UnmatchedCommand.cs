using System.CommandLine;
using Gerai.Payments;
using Gerai.Wire;
using Spectre.Console;

namespace Gerai.Cli.Commands;

/// <summary>gerai unmatched: money in a till that no payment waits for, for a person to decide.</summary>
internal static class UnmatchedCommand
{
    private const int ShownMax = 1000;

    public static Command New()
    {
        var place = new GatewayPlace();
        var command = new ExampleCommand(
            "unmatched",
            "List money in a till that no payment waits for.",
            "gerai unmatched --data ./gerai-data");
        place.AddTo(command);
        command.SetAction(async (asked, cancel) =>
        {
            await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
            Show(await gateway.Unmatched.ListAsync(behind: null, ShownMax, cancel));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Show(IReadOnlyList<UnmatchedPayment> unmatched)
    {
        if (unmatched.Count == 0)
        {
            Output.Line("Every rupiah has its payment.");
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("received (WIB)", "network", "reference", "payment code", "amount", "why");
        table.Columns[4].RightAligned();
        foreach (var money in unmatched)
        {
            table.AddRow(
                WireFormat.Time(money.ReceivedAt),
                Output.Escape(money.Reference.Network),
                Output.Escape(money.Reference.Number),
                Output.Escape(money.Code),
                Output.Rupiah(money.Amount.Amount),
                money.Reason.ToString());
        }

        Output.Console.Write(table);
        if (unmatched.Count == ShownMax)
        {
            Output.Line($"Only the newest {ShownMax} are shown.");
        }
    }
}

using System.CommandLine;
using System.Globalization;
using Gerai.Storage;

namespace Gerai.Cli.Commands;

/// <summary>gerai copy: moves a shop's books into another database, most of it while the gateway runs.</summary>
internal static class CopyCommand
{
    private static readonly Option<string> From = Place(
        "--from", "The books to copy: a data folder, \"Data Source=...\" or \"Host=...\". They are only read.");

    private static readonly Option<string> To = Place(
        "--to", "Where to: \"Host=...\" or \"Data Source=...\"; empty, or an unfinished copy of the same books.");

    private static readonly Option<bool> Finish = new("--finish")
    {
        Description = "The last pass, with every gateway stopped: brings over the rest, compares, hands over.",
    };

    public static Command New()
    {
        var copy = new ExampleCommand(
            "copy",
            "Move a shop into another database: copy while the gateway runs, then stop it and --finish.",
            "gerai copy --from ./gerai-data --to \"Host=db;Database=gerai;Username=gerai\"",
            "gerai copy --from ./gerai-data --to \"Host=db;Database=gerai;Username=gerai\" --finish")
        {
            From, To, Finish,
        };
        copy.SetAction(CopyAsync);
        return copy;
    }

    private static Option<string> Place(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DATABASE",
        Required = true,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DataFolder.ConnectionIn(text) is { } connection)
            {
                return connection;
            }

            if (!text.Contains('=', StringComparison.Ordinal))
            {
                result.AddError($"{text} is neither a data folder that is there nor a connection.");
            }

            return text;
        },
    };

    private static async Task<int> CopyAsync(ParseResult asked, CancellationToken cancel)
    {
        var isLast = asked.GetValue(Finish);
        var copy = new BooksCopy(asked.GetRequiredValue(From), asked.GetRequiredValue(To), TimeProvider.System);
        try
        {
            var end = await CopyProgress.ShowAsync(tell => copy.RunAsync(isLast, tell, cancel));
            return Tell(end, isLast);
        }
        catch (CopyRefusal refusal)
        {
            throw new CommandFailure(
                refusal.Message, refusal.IsNoConnection ? ExitCode.NoConnection : ExitCode.Refused);
        }
        catch (OperationCanceledException)
        {
            Output.Complain("Stopped. What was copied stays; the same command goes on from there.");
            throw;
        }
    }

    private static int Tell(CopyEnd end, bool isLast)
    {
        Output.Fields(end.Tables
            .Where(table => table.Rows + table.Removed > 0)
            .Select(table => (table.Name, (string?)(
                $"{Count(table.Rows)} rows, {Count(table.Written)} written"
                + (table.Removed > 0 ? $", {Count(table.Removed)} removed" : "")))));
        if (end.Differences.Count > 0)
        {
            Output.Complain("The two databases are not alike. Do not start a gateway on the target.");
            foreach (var difference in end.Differences)
            {
                Output.Complain(difference);
            }

            return ExitCode.Refused;
        }

        if (!isLast)
        {
            Output.Line("Copied. Stop the gateway and run the same command with --finish: it brings over what has "
                + "changed since.");
            return ExitCode.Success;
        }

        foreach (var total in end.Payments)
        {
            Output.Line($"{total.Status}: {Count(total.Number)} payments, {Output.Rupiah(total.Rupiah)}");
        }

        Output.Line($"verified: {Count(end.Payments.Sum(total => total.Number))} payments, "
            + $"{Output.Rupiah(end.Payments.Sum(total => total.Rupiah))}; every row is alike on both sides");
        Output.Line("Start the gateway on the target now, with the same sealing key, and never again on the source: "
            + "what it took there would be missing here.");
        return ExitCode.Success;
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

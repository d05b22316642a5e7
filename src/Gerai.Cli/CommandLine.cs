using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Gerai.Cli;

/// <summary>The edge: runs what was asked for, and turns whatever went wrong into one line and an exit code.</summary>
internal static class CommandLine
{
    // A server bounds its own end, by at most ten minutes (Drain); this is for one that does not come to it.
    private static readonly TimeSpan ShutdownMax = TimeSpan.FromMinutes(11);

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);

        if (args is [])
        {
            await root.Parse("--help").InvokeAsync();
            return ExitCode.Usage;
        }

        var asked = root.Parse(args);
        if (asked.Action is ParseErrorAction)
        {
            var complaints = string.Join(" ", asked.Errors.Select(error => error.Message));
            Output.Complain($"{complaints} See: {NameOf(asked.CommandResult.Command)} --help");
            return ExitCode.Usage;
        }

        try
        {
            return await asked.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = ShutdownMax,
            });
        }
        catch (CommandFailure failure)
        {
            Output.Complain(failure.Message);
            return failure.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception unexpected)
        {
            Output.Complain(unexpected.Message);
            return ExitCode.Refused;
        }
    }

    private static string NameOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault() is { } parent
        ? $"{NameOf(parent)} {command.Name}"
        : "gerai";
}

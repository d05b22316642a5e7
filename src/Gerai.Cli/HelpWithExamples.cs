using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Gerai.Cli;

/// <summary>A command that shows in its help how it is used.</summary>
internal sealed class ExampleCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}

/// <summary>The framework's help, followed by the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction plain) : SynchronousCommandLineAction
{
    private static readonly string[] FirstSteps =
    [
        "gerai demo",
        "gerai sandbox",
        "gerai charge --store alfamart --order order-101 --amount 44000",
        "gerai pay 8127740588870520",
    ];

    public override int Invoke(ParseResult parseResult)
    {
        var result = plain.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            ExampleCommand command => command.Examples,
            RootCommand => FirstSteps,
            _ => [],
        };
        if (examples.Count > 0)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        return result;
    }
}

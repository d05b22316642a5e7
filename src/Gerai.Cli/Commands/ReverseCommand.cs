using System.CommandLine;

namespace Gerai.Cli.Commands;

/// <summary>gerai reverse: the till takes back a payment it has made.</summary>
internal static class ReverseCommand
{
    public static Command New()
    {
        var call = new CounterCall();
        var reference = new Option<string>("--reference")
        {
            Description = "The till's number of the payment, as the receipt shows it.",
            HelpName = "REFERENCE",
            Required = true,
        };
        var command = new ExampleCommand(
            "reverse",
            "Play the terminal: take a payment back, where the store allows it.",
            "gerai reverse 578112341234 --reference 45682001084123432248")
        {
            reference,
        };
        call.AddTo(command);
        command.SetAction(async (asked, cancel) =>
        {
            using var http = call.Open(asked);
            var code = asked.GetRequiredValue(call.Code);
            var number = asked.GetRequiredValue(reference);
            var (_, answer) = await call.AskAsync(asked, http, till => till.ReverseAsync(code, number, cancel));
            if (answer["result"] is not "reversed")
            {
                Output.Complain(answer.Refusal);
                return ExitCode.Refused;
            }

            Output.Markup("[bold green]Reversed. Give the customer the money back.[/]");
            Output.Fields(("payment code", code), ("reference", number));
            return ExitCode.Success;
        });
        return command;
    }
}

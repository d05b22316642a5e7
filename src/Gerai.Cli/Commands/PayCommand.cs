using System.CommandLine;

namespace Gerai.Cli.Commands;

/// <summary>gerai pay: plays the terminal at a counter, from the code to the printed receipt.</summary>
internal static class PayCommand
{
    public static Command New()
    {
        var call = new CounterCall();
        var amount = Choice.Amount("Cash in the till; without it, what the code asks for.", required: false);
        var reference = new Option<string?>("--reference")
        {
            Description = "The till's number for this payment; without it, a new one.",
            HelpName = "REFERENCE",
        };
        var command = new ExampleCommand(
            "pay",
            "Play the terminal: pay a code in cash and print the receipt.",
            "gerai pay 8127740588870520",
            "gerai pay 578112341234 --store indomaret --reference 45682001084123432248")
        {
            amount, reference,
        };
        call.AddTo(command);
        command.SetAction(async (asked, cancel) =>
        {
            using var http = call.Open(asked);
            return await RunAsync(
                call, asked, http, asked.GetValue(amount), asked.GetValue(reference), cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CounterCall call, ParseResult asked, HttpClient http, long? cash, string? reference, CancellationToken cancel)
    {
        var code = asked.GetRequiredValue(call.Code);
        var (terminal, bill) = await call.AskAsync(asked, http, till => till.InquireAsync(code, cancel));

        // Who names amount and reference may be asking again about money that is booked already.
        var mayBeRepeat = bill["reason"] is "already_paid" && cash is not null && reference is not null;
        if (bill.IsRefused && !mayBeRepeat)
        {
            Output.Complain(bill.Refusal);
            return ExitCode.Refused;
        }

        var number = reference ?? CounterCall.NewReference();
        var due = cash ?? bill.Amount;
        try
        {
            var payment = await terminal.PayAsync(code, due, number, cancel);
            if (payment["result"] is not "booked")
            {
                Output.Complain(payment.Refusal);
                return ExitCode.Refused;
            }

            foreach (var line in Receipt.Lines(bill, payment))
            {
                Output.Line(line);
            }

            return ExitCode.Success;
        }
        catch (CommandFailure lost) when (lost.ExitCode is ExitCode.NoConnection)
        {
            throw new CommandFailure(
                $"{lost.Message} The money may be booked or not; ask again with the same reference: "
                + $"{Output.ProgramName} pay {code} --amount {due} --reference {number} --url {http.BaseAddress}",
                ExitCode.NoConnection);
        }
    }
}

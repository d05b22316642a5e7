using System.CommandLine;
using Gerai.Merchants;
using Gerai.Values;

namespace Gerai.Cli.Commands;

/// <summary>gerai merchant schedule: when a merchant's failed notifications are tried again.</summary>
internal static class MerchantScheduleCommand
{
    private static readonly Option<string> Number = new("--merchant")
    {
        Description = "Number of the merchant, such as G812785002.",
        HelpName = "NUMBER",
        Required = true,
    };

    private static readonly Option<string> Environment = Choice.Environment();

    private static readonly Option<TimeSpan[]?> RetryWaits = Waits.Option(
        "--waits", "The longest wait before each retry, such as 5s,5m,30m,2h,5h,10h,14h,20h,24h.");

    private static readonly Option<bool> Default = new("--default")
    {
        Description = "Back to the gateway's own schedule.",
    };

    public static Command New()
    {
        var place = new GatewayPlace();
        var command = new ExampleCommand(
            "schedule",
            "Give a merchant its own schedule of retries, or take it away.",
            "gerai merchant schedule --merchant G812785002 --environment production "
                + "--waits 5s,5m,30m,2h,5h,10h,14h,20h,24h --data ./gerai-data",
            "gerai merchant schedule --merchant G812785002 --environment production --default --data ./gerai-data")
        {
            Number, Environment, RetryWaits, Default,
        };
        place.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(RetryWaits) is not null == result.GetResult(Default) is not null)
            {
                result.AddError("Give either --waits or --default.");
            }
        });
        command.SetAction((asked, cancel) => ChangeAsync(asked, place, cancel));
        return command;
    }

    private static async Task<int> ChangeAsync(ParseResult asked, GatewayPlace place, CancellationToken cancel)
    {
        var waits = asked.GetValue(RetryWaits) is { Length: > 0 } given ? given : null;
        await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
        var number = asked.GetRequiredValue(Number);
        var id = MerchantId.Of(Choice.Environment(asked.GetRequiredValue(Environment)), number);
        var merchant = await gateway.Merchants.FindAsync(id, cancel)
            ?? throw new CommandFailure($"There is no merchant {number} in this environment.");

        await AtThisMachine.ChangeAsync(
            gateway.Merchants, merchant, merchant with { RetryWaits = waits }, cancel);
        Output.Markup("[bold green]Schedule changed.[/] [grey]It holds from the next failed attempt on.[/]");
        Output.Fields(
            ("merchant", number), ("waits", waits is null ? "as set for the gateway" : RetrySchedule.Text(waits)));
        return ExitCode.Success;
    }
}

using System.CommandLine;
using Gerai.Notifications;
using Gerai.Values;
using EventId = Gerai.Notifications.EventId;

namespace Gerai.Cli.Commands;

/// <summary>gerai merchant resend: the operator tells a merchant's server once more what it has missed.</summary>
internal static class MerchantResendCommand
{
    private const int RoundMax = 1_000;

    private static readonly Option<string> Number = new("--merchant")
    {
        Description = "Number of the merchant, such as G812785002.",
        HelpName = "NUMBER",
        Required = true,
    };

    private static readonly Option<string> Environment = Choice.Environment();

    private static readonly Option<string?> Event = new("--event")
    {
        Description = "Event, as gerai events lists it and webhook-id names it.",
        HelpName = "ID",
    };

    private static readonly Option<string?> Address = Choice.ToldAddress();

    private static readonly Option<TimeSpan?> FailedSince = Choice.Ago(
        "--failed-since", "Send again all that was given up so long ago or later.");

    public static Command New()
    {
        var place = new GatewayPlace();
        var command = new ExampleCommand(
            "resend",
            "Send a merchant's notifications again, in the operator's name; a running gateway follows within a second.",
            "gerai merchant resend --merchant G812785002 --environment production "
                + "--event 019bbf8e-2a40-8000-b2f1-5d8f00a1b2c3.2 --data ./gerai-data",
            "gerai merchant resend --merchant G812785002 --environment production "
                + "--failed-since 2h --data ./gerai-data")
        {
            Number, Environment, Event, FailedSince, Address,
        };
        place.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(FailedSince) is null == result.GetResult(Event) is null)
            {
                result.AddError("Give either --event or --failed-since.");
            }
        });
        command.SetAction((asked, cancel) => ResendAsync(asked, place, cancel));
        return command;
    }

    private static async Task<int> ResendAsync(ParseResult asked, GatewayPlace place, CancellationToken cancel)
    {
        var environment = Choice.Environment(asked.GetRequiredValue(Environment));
        if (!MerchantId.TryOf(environment, asked.GetRequiredValue(Number), out var id))
        {
            throw new CommandFailure("A merchant's number is a capital letter and 6 to 12 digits.", ExitCode.Usage);
        }

        await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
        if (await gateway.Merchants.FindAsync(id, cancel) is null)
        {
            throw new CommandFailure($"There is no merchant {id.Number} in {asked.GetRequiredValue(Environment)}.");
        }

        var now = TimeProvider.System.GetUtcNow();
        var order = new ResendOrder(id, ResendOrder.OperatorCalled(System.Environment.UserName), now);
        var address = asked.GetValue(Address);
        var result = asked.GetValue(Event) is { } name
            ? await OneAsync(gateway.Resends, order, name, address, cancel)
            : await FailedAsync(gateway.Resends, order, asked.GetValue(FailedSince)!.Value, address, cancel);
        ResendCommand.Show(result.Resent, result.AlreadyWaiting);
        return ExitCode.Success;
    }

    private static async Task<ResendResult> OneAsync(
        IResends resends, ResendOrder order, string name, string? address, CancellationToken cancel)
    {
        var result = EventId.TryParse(name, out var id)
            ? await resends.ResendAsync(order, id, address, cancel)
            : default;
        return result.FoundAny ? result : throw new CommandFailure(
            "This merchant has no such event, or nobody was told of it at such an address.");
    }

    // What fails once more lies behind the moment of the order, so this comes to an end.
    private static async Task<ResendResult> FailedAsync(
        IResends resends, ResendOrder order, TimeSpan ago, string? address, CancellationToken cancel)
    {
        var (resent, waiting) = (0, 0);
        while (true)
        {
            var round = await resends.ResendGivenUpAsync(
                order, order.At - ago, order.At, address, RoundMax, cancel);
            resent += round.Resent;
            waiting += round.AlreadyWaiting;
            if (round.Resent + round.AlreadyWaiting < RoundMax)
            {
                return new ResendResult(resent, waiting);
            }
        }
    }
}

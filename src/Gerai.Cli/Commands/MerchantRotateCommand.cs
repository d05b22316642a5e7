using System.CommandLine;
using Gerai.Merchants;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Cli.Commands;

/// <summary>gerai merchant rotate: gives a merchant new secrets, while the old ones stay good for a time.</summary>
internal static class MerchantRotateCommand
{
    private static readonly Option<string> Number = new("--merchant")
    {
        Description = "Number of the merchant, such as G812785002.",
        HelpName = "NUMBER",
        Required = true,
    };

    private static readonly Option<string> Environment = Choice.Environment();

    private static readonly Option<bool> RotatesServerKey = new("--server-key")
    {
        Description = "A new server key. Both open the door meanwhile; notifications are signed with the new one.",
    };

    private static readonly Option<bool> RotatesWebhookSecret = new("--webhook-secret")
    {
        Description = "A new webhook secret. Notifications are signed with both meanwhile.",
    };

    private static readonly Option<TimeSpan?> Overlap = Choice.Overlap();

    public static Command New()
    {
        var place = new GatewayPlace();
        var rotate = new ExampleCommand(
            "rotate",
            "Give a merchant a new server key or webhook secret: prints it, this once.",
            "gerai merchant rotate --server-key --merchant G812785002 --environment production --data ./gerai-data")
        {
            RotatesServerKey, RotatesWebhookSecret, Number, Environment, Overlap,
        };
        place.AddTo(rotate);
        rotate.Validators.Add(result =>
        {
            if (!result.GetValue(RotatesServerKey) && !result.GetValue(RotatesWebhookSecret))
            {
                result.AddError("Say what is to be new: --server-key, --webhook-secret or both.");
            }
        });
        rotate.SetAction((asked, cancel) => RotateAsync(asked, place, cancel));
        return rotate;
    }

    private static async Task<int> RotateAsync(ParseResult asked, GatewayPlace place, CancellationToken cancel)
    {
        var environment = Choice.Environment(asked.GetRequiredValue(Environment));
        if (!MerchantId.TryOf(environment, asked.GetRequiredValue(Number), out var id))
        {
            throw new CommandFailure("A merchant's number is a capital letter and 6 to 12 digits.", ExitCode.Usage);
        }

        var overlap = asked.GetValue(Overlap) ?? TimeSpan.FromDays(1);
        await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
        if (await gateway.Merchants.FindAsync(id, cancel) is not { } merchant)
        {
            Output.Complain($"There is no merchant {id.Number} in {asked.GetRequiredValue(Environment)}.");
            return ExitCode.Refused;
        }

        var rotated = merchant;
        if (asked.GetValue(RotatesServerKey))
        {
            rotated = await gateway.Merchants.RotateServerKeyAsync(id, overlap, AtThisMachine.Actor, cancel);
            place.Folder(asked)?.FollowRotation(merchant.ServerKey.Text, rotated.ServerKey.Text);
        }

        if (asked.GetValue(RotatesWebhookSecret))
        {
            rotated = await gateway.Merchants.RotateWebhookSecretAsync(id, overlap, AtThisMachine.Actor, cancel);
        }

        Output.Markup("[bold green]Rotated.[/] [grey]What is new is shown this once; running nodes follow.[/]");
        Output.Fields(
            ("merchant", id.Number),
            ("environment", asked.GetRequiredValue(Environment)),
            ("server key", asked.GetValue(RotatesServerKey) ? rotated.ServerKey.Text : null),
            ("webhook secret", asked.GetValue(RotatesWebhookSecret) ? rotated.WebhookSecrets[0].Text : null),
            ("old good until", WireFormat.TimeWithOffset(TimeProvider.System.GetUtcNow() + overlap)));
        return ExitCode.Success;
    }
}

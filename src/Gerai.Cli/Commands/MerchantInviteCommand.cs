using System.CommandLine;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Cli.Commands;

/// <summary>gerai merchant invite: asks somebody to become a member of a merchant.</summary>
internal static class MerchantInviteCommand
{
    private static readonly Option<string> Number = new("--merchant")
    {
        Description = "Number of the merchant, such as G812785002.",
        HelpName = "NUMBER",
        Required = true,
    };

    private static readonly Option<string> Environment = Choice.Environment();

    private static readonly Option<string?> Email = Contact.Invited("--email", required: true);

    private static readonly Option<string> WantedRole = new Option<string>("--role")
    {
        Description = "What for.",
        Required = true,
    }.AcceptOnlyFromAmong([.. Enum.GetValues<Role>().Select(InvitationLink.Word)]);

    private static readonly Option<Uri> Portal = InvitationLink.Portal();

    public static Command New()
    {
        var place = new GatewayPlace();
        var command = new ExampleCommand(
            "invite",
            "Invite somebody to a merchant's portal: prints the link, this once.",
            "gerai merchant invite --merchant G812785002 --environment production "
                + "--email budi@shop.example --role finance --data ./gerai-data")
        {
            Number, Environment, Email, WantedRole, Portal,
        };
        place.AddTo(command);
        command.SetAction((asked, cancel) => InviteAsync(asked, place, cancel));
        return command;
    }

    private static async Task<int> InviteAsync(ParseResult asked, GatewayPlace place, CancellationToken cancel)
    {
        var number = asked.GetRequiredValue(Number);
        if (!MerchantId.TryOf(Choice.Environment(asked.GetRequiredValue(Environment)), number, out var id))
        {
            throw new CommandFailure("A merchant's number is a capital letter and 6 to 12 digits.", ExitCode.Usage);
        }

        var role = Enum.GetValues<Role>().Single(
            one => InvitationLink.Word(one) == asked.GetRequiredValue(WantedRole));
        var email = EmailAddress.Of(asked.GetValue(Email)!);
        await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
        var made = await gateway.Invitations.InviteAsync(id, email, role, AtThisMachine.Actor, cancel);
        if (made.Result is InviteResult.NoSuchMerchant)
        {
            throw new CommandFailure($"There is no merchant {number} in {asked.GetRequiredValue(Environment)}.");
        }

        if (made.Result is InviteResult.AlreadyIn)
        {
            throw new CommandFailure($"{email} is a member of this merchant already.");
        }

        Output.Markup("[bold green]Invited.[/] [grey]The link is shown this once; it opens the portal once.[/]");
        Output.Fields([("merchant", number), .. InvitationLink.Fields(made, asked.GetRequiredValue(Portal))]);
        return ExitCode.Success;
    }
}

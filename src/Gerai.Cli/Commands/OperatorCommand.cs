using System.CommandLine;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Cli.Commands;

/// <summary>gerai operator invite: asks somebody to run the gateway from the portal.</summary>
internal static class OperatorCommand
{
    private static readonly Option<string?> Email = Contact.Invited("--email", required: true);

    private static readonly Option<Uri> Portal = InvitationLink.Portal();

    public static Command New()
    {
        var place = new GatewayPlace();
        var invite = new ExampleCommand(
            "invite",
            "Invite somebody to the portal's operator pages: prints the link, this once.",
            "gerai operator invite --email sri@operator.example --data ./gerai-data")
        {
            Email, Portal,
        };
        place.AddTo(invite);
        invite.SetAction((asked, cancel) => InviteAsync(asked, place, cancel));
        return new Command("operator", "People who run the gateway.") { invite };
    }

    private static async Task<int> InviteAsync(ParseResult asked, GatewayPlace place, CancellationToken cancel)
    {
        var email = EmailAddress.Of(asked.GetValue(Email)!);
        await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
        var made = await gateway.Invitations.InviteOperatorAsync(email, AtThisMachine.Actor, cancel);
        if (made.Result is InviteResult.AlreadyIn)
        {
            throw new CommandFailure($"{email} is an operator already.");
        }

        Output.Markup("[bold green]Invited.[/] [grey]The link is shown this once; it opens the portal once.[/]");
        Output.Fields(InvitationLink.Fields(made, asked.GetRequiredValue(Portal)));
        return ExitCode.Success;
    }
}

using System.CommandLine;
using Gerai.Merchants;
using Gerai.Values;

namespace Gerai.Cli.Commands;

/// <summary>gerai merchant add: opens a merchant's account.</summary>
internal static class MerchantCommand
{
    private static readonly Option<string> Name = new("--name")
    {
        Description = $"Name as customers read it on the receipt, up to {Merchant.NameLengthMax} characters.",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<string> Environment = Choice.Environment();

    private static readonly Option<IReadOnlyList<string>?> Notify = Contact.Urls(
        "--notify", "Addresses that are told of every payment.");

    private static readonly Option<string?> Email = Contact.Email(mayBeEmpty: false);

    private static readonly Option<string?> Invited = Contact.Invited("--invite", required: false);

    private static readonly Option<Uri> Portal = InvitationLink.Portal();

    private static readonly Option<bool> NoProbe = ProbeReport.Skip();

    private static readonly Option<string?> ServerKeyText = new("--server-key")
    {
        Description = "Server key to take over from elsewhere; without it, one is made.",
        HelpName = "KEY",
    };

    private static readonly Option<string?> ClientKey = new("--client-key")
    {
        Description = "Client key to take over from elsewhere; without it, one is made.",
        HelpName = "KEY",
    };

    public static Command New()
    {
        var place = new GatewayPlace();
        var add = new ExampleCommand(
            "add",
            "Open a merchant's account: prints its number and, this once, its keys.",
            "gerai merchant add --name \"Kopi Senja\" --environment production --data ./gerai-data")
        {
            Name, Environment, Notify, Email, Invited, Portal, NoProbe, ServerKeyText, ClientKey,
        };
        place.AddTo(add);
        Name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { } name
                || string.IsNullOrWhiteSpace(name)
                || name.Length > Merchant.NameLengthMax)
            {
                result.AddError($"A name has 1 to {Merchant.NameLengthMax} characters.");
            }
        });
        add.SetAction((asked, cancel) => AddAsync(asked, place, cancel));
        return new Command("merchant", "Merchants' accounts.")
        {
            add, MerchantInviteCommand.New(), MerchantNotifyCommand.New(), MerchantRedirectCommand.New(),
            MerchantRotateCommand.New(), MerchantScheduleCommand.New(), MerchantResendCommand.New(),
        };
    }

    private static async Task<int> AddAsync(ParseResult asked, GatewayPlace place, CancellationToken cancel)
    {
        await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
        var opening = await gateway.Openings.OpenAsync(
            new NewMerchant
            {
                Environment = Choice.Environment(asked.GetRequiredValue(Environment)),
                Name = asked.GetRequiredValue(Name).Trim(),
                NotificationUrls = asked.GetValue(Notify) ?? [],
                AlertEmail = asked.GetValue(Email) is { } email ? EmailAddress.Of(email) : null,
                ServerKey = asked.GetValue(ServerKeyText),
                ClientKey = asked.GetValue(ClientKey),
            },
            asked.GetValue(Invited) is { } invited ? EmailAddress.Of(invited) : null,
            AtThisMachine.Actor,
            cancel);
        var merchant = opening.Merchant;

        Output.Markup("[bold green]Account opened.[/] [grey]The keys are shown this once.[/]");
        Output.Fields(
            ("merchant", merchant.Id.Number),
            ("environment", asked.GetRequiredValue(Environment)),
            ("name", merchant.Name),
            ("notifies", string.Join(", ", merchant.NotificationUrls)),
            ("alert mail", merchant.AlertEmail?.Text),
            ("server key", asked.GetValue(ServerKeyText) is null ? merchant.ServerKey.Text : "as given"),
            ("client key", asked.GetValue(ClientKey) is null ? merchant.ClientKey : "as given"),
            ("webhook secret", merchant.WebhookSecrets[0].Text));
        if (opening.Invitation is { } made)
        {
            Output.Fields(InvitationLink.Fields(made, asked.GetRequiredValue(Portal)));
        }

        if (!asked.GetValue(NoProbe))
        {
            await ProbeReport.PrintAsync(gateway, merchant, cancel);
        }

        return ExitCode.Success;
    }
}

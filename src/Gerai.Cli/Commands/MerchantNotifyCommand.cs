using System.CommandLine;
using Gerai.Merchants;
using Gerai.Values;

namespace Gerai.Cli.Commands;

/// <summary>gerai merchant notify: changes where a merchant is told, and says what is met there.</summary>
internal static class MerchantNotifyCommand
{
    private static readonly Option<string> Number = new("--merchant")
    {
        Description = "Number of the merchant, such as G812785002.",
        HelpName = "NUMBER",
        Required = true,
    };

    private static readonly Option<string> Environment = Choice.Environment();

    private static readonly Option<IReadOnlyList<string>?> Urls = Contact.Urls(
        "--url", "Addresses that are told of every payment, instead of those before; \"\" for none.");

    private static readonly Option<string?> Email = Contact.Email(mayBeEmpty: true);

    private static readonly Option<bool> NoProbe = ProbeReport.Skip();

    public static Command New()
    {
        var place = new GatewayPlace();
        var command = new ExampleCommand(
            "notify",
            "Change where a merchant is told, and try the addresses with a test notification.",
            "gerai merchant notify --merchant G812785002 --environment production "
                + "--url https://shop.example/notify --email ops@shop.example --data ./gerai-data")
        {
            Number, Environment, Urls, Email, NoProbe,
        };
        place.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Urls) is null && result.GetResult(Email) is null)
            {
                result.AddError("Give --url, --email or both.");
            }
        });
        command.SetAction((asked, cancel) => ChangeAsync(asked, place, cancel));
        return command;
    }

    private static async Task<int> ChangeAsync(ParseResult asked, GatewayPlace place, CancellationToken cancel)
    {
        var number = asked.GetRequiredValue(Number);
        if (!MerchantId.TryOf(Choice.Environment(asked.GetRequiredValue(Environment)), number, out var id))
        {
            throw new CommandFailure("A merchant's number is a capital letter and 6 to 12 digits.", ExitCode.Usage);
        }

        await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
        var seen = await gateway.Merchants.FindAsync(id, cancel)
            ?? throw new CommandFailure($"There is no merchant {number} in {asked.GetRequiredValue(Environment)}.");
        var urls = asked.GetValue(Urls);
        var email = asked.GetValue(Email);
        var merchant = seen with
        {
            NotificationUrls = urls ?? seen.NotificationUrls,
            AlertEmail = email switch
            {
                null => seen.AlertEmail,
                "" => null,
                _ => EmailAddress.Of(email),
            },
        };
        await AtThisMachine.ChangeAsync(gateway.Merchants, seen, merchant, cancel);

        Output.Markup("[bold green]Saved.[/] [grey]Running nodes follow within a second.[/]");
        Output.Fields(
            ("merchant", number),
            ("environment", asked.GetRequiredValue(Environment)),
            ("notifies", merchant.NotificationUrls is [] ? "nobody" : string.Join(", ", merchant.NotificationUrls)),
            ("alert mail", merchant.AlertEmail?.Text));
        if (urls is not null && !asked.GetValue(NoProbe))
        {
            await ProbeReport.PrintAsync(gateway, merchant, cancel);
        }

        return ExitCode.Success;
    }
}

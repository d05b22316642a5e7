using System.CommandLine;
using Gerai.Merchants;
using Gerai.Values;

namespace Gerai.Cli.Commands;

/// <summary>gerai merchant redirect: changes where the page of a payment leads customers on to.</summary>
internal static class MerchantRedirectCommand
{
    private static readonly Option<string> Number = new("--merchant")
    {
        Description = "Number of the merchant, such as G812785002.",
        HelpName = "NUMBER",
        Required = true,
    };

    private static readonly Option<string> Environment = Choice.Environment();

    private static readonly Option<string?> Finish = Url("--finish", "Where customers are led who have paid");

    private static readonly Option<string?> Unfinish = Url(
        "--unfinish", "Where customers go who leave before paying (without it, where --finish says)");

    private static readonly Option<string?> Error = Url(
        "--error", "Where customers are led whose payment expired, was cancelled or taken back");

    public static Command New()
    {
        var place = new GatewayPlace();
        var command = new ExampleCommand(
            "redirect",
            "Change where a merchant's customers are led from the pages of their payments.",
            "gerai merchant redirect --merchant G812785002 --environment production "
                + "--finish https://shop.example/thanks --error https://shop.example/sorry --data ./gerai-data")
        {
            Number, Environment, Finish, Unfinish, Error,
        };
        place.AddTo(command);
        command.Validators.Add(result =>
        {
            if (new[] { Finish, Unfinish, Error }.All(option => result.GetResult(option) is null))
            {
                result.AddError("Give at least one of --finish, --unfinish and --error.");
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
        var merchant = await gateway.Merchants.FindAsync(id, cancel)
            ?? throw new CommandFailure($"There is no merchant {number} in {asked.GetRequiredValue(Environment)}.");
        var urls = new RedirectUrls
        {
            Finish = Read(asked, Finish, merchant.Redirects.Finish),
            Unfinish = Read(asked, Unfinish, merchant.Redirects.Unfinish),
            Error = Read(asked, Error, merchant.Redirects.Error),
        };
        await AtThisMachine.ChangeAsync(gateway.Merchants, merchant, merchant with { Redirects = urls }, cancel);

        Output.Markup("[bold green]Saved.[/] [grey]Running nodes follow within a second.[/]");
        Output.Fields(
            ("merchant", number),
            ("environment", asked.GetRequiredValue(Environment)),
            ("finish", urls.Finish?.Text ?? "nowhere"),
            ("unfinish", urls.Unfinish?.Text ?? (urls.Finish is null ? "nowhere" : "as finish")),
            ("error", urls.Error?.Text ?? "nowhere"));
        return ExitCode.Success;
    }

    private static Option<string?> Url(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description + "; \"\" for nowhere.", HelpName = "URL" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { Length: > 0 } text }]
                && !RedirectUrl.TryOf(text, out _, out var complaint))
            {
                result.AddError(complaint);
            }
        });
        return option;
    }

    // What is not given stays; an empty text takes it away.
    private static RedirectUrl? Read(ParseResult asked, Option<string?> option, RedirectUrl? now) =>
        asked.GetValue(option) switch
        {
            null => now,
            "" => null,
            var text => RedirectUrl.Of(text),
        };
}

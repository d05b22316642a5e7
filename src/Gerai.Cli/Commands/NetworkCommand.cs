using System.CommandLine;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Cli.Commands;

/// <summary>gerai network add: lets a store network speak for a chain's counters.</summary>
internal static class NetworkCommand
{
    private const int SecretLength = 43;

    private static readonly Option<string> Name = new("--name")
    {
        Description = $"Name it signs with: up to {StoreNetwork.NameLengthMax} letters, digits and hyphens.",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<string> Store = Choice.Store("Whose counters it speaks for.", required: true);

    private static readonly Option<string> Environment = Choice.Environment();

    public static Command New()
    {
        var place = new GatewayPlace();
        var add = new ExampleCommand(
            "add",
            "Register a store network: prints its secret, this once.",
            "gerai network add --name alfamart-jakarta --store alfamart --environment production --data ./gerai-data")
        {
            Name, Store, Environment,
        };
        place.AddTo(add);
        Name.Validators.Add(result =>
        {
            // The name travels in a header.
            if (result.GetValueOrDefault<string>() is not { Length: > 0 and <= StoreNetwork.NameLengthMax } name
                || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
            {
                result.AddError($"A network's name has 1 to {StoreNetwork.NameLengthMax} letters, digits and hyphens.");
            }
        });
        add.SetAction((asked, cancel) => AddAsync(asked, place, cancel));
        return new Command("network", "Store networks and their terminals.") { add };
    }

    private static async Task<int> AddAsync(ParseResult asked, GatewayPlace place, CancellationToken cancel)
    {
        var network = new StoreNetwork(
            asked.GetRequiredValue(Name),
            Choice.Chain(asked.GetRequiredValue(Store)),
            Choice.Environment(asked.GetRequiredValue(Environment)),
            RandomSource.Secure.NextText(SecretLength));
        await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
        if (!await gateway.Networks.AddAsync(network, TimeProvider.System.GetUtcNow(), cancel))
        {
            Output.Complain($"There is a network {network.Name} already.");
            return ExitCode.Refused;
        }

        Output.Markup("[bold green]Network registered.[/] [grey]The secret is shown this once.[/]");
        Output.Fields(
            ("network", network.Name),
            ("store", asked.GetRequiredValue(Store)),
            ("environment", asked.GetRequiredValue(Environment)),
            ("secret", network.Secret));
        return ExitCode.Success;
    }
}

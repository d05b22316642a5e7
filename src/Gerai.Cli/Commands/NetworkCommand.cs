using System.CommandLine;
using Gerai.Stores;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Cli.Commands;

/// <summary>gerai network add and rotate: lets a store network speak for a chain's counters.</summary>
internal static class NetworkCommand
{
    private static readonly Option<string> Name = new("--name")
    {
        Description = $"Name it signs with: up to {StoreNetwork.NameLengthMax} letters, digits and hyphens.",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<string> Store = Choice.Store("Whose counters it speaks for.", required: true);

    private static readonly Option<string> Environment = Choice.Environment();

    private static readonly Option<TimeSpan?> Overlap = Choice.Overlap();

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
            if (!StoreNetwork.IsName(result.GetValueOrDefault<string>()))
            {
                result.AddError($"A network's name has 1 to {StoreNetwork.NameLengthMax} letters, digits and hyphens.");
            }
        });
        add.SetAction((asked, cancel) => AddAsync(asked, place, cancel));
        return new Command("network", "Store networks and their terminals.") { add, NewRotate() };
    }

    private static ExampleCommand NewRotate()
    {
        var place = new GatewayPlace();
        var rotate = new ExampleCommand(
            "rotate",
            "Give a store network a new secret: prints it, this once.",
            "gerai network rotate --name alfamart-jakarta --overlap 7d --data ./gerai-data")
        {
            Name, Overlap,
        };
        place.AddTo(rotate);
        rotate.SetAction((asked, cancel) => RotateAsync(asked, place, cancel));
        return rotate;
    }

    private static async Task<int> AddAsync(ParseResult asked, GatewayPlace place, CancellationToken cancel)
    {
        var network = new StoreNetwork(
            asked.GetRequiredValue(Name),
            Choice.Chain(asked.GetRequiredValue(Store)),
            Choice.Environment(asked.GetRequiredValue(Environment)),
            StoreNetwork.NewSecret(RandomSource.Secure));
        await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
        if (!await gateway.Networks.AddAsync(network, AtThisMachine.Actor, TimeProvider.System.GetUtcNow(), cancel))
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

    private static async Task<int> RotateAsync(ParseResult asked, GatewayPlace place, CancellationToken cancel)
    {
        var name = asked.GetRequiredValue(Name);
        if (StoreNetwork.IsOfSandbox(name))
        {
            throw new CommandFailure("The tills of the sandbox sign with this network's secret, so it stays.");
        }

        var secret = StoreNetwork.NewSecret(RandomSource.Secure);
        var now = TimeProvider.System.GetUtcNow();
        var oldEnd = now + (asked.GetValue(Overlap) ?? TimeSpan.FromDays(1));
        await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
        if (!await gateway.Networks.RotateAsync(name, secret, AtThisMachine.Actor, now, oldEnd, cancel))
        {
            throw new CommandFailure($"There is no network {name}, or somebody else rotated its secret just now.");
        }

        Output.Markup("[bold green]Rotated.[/] [grey]The secret is shown this once; running nodes take it at once.[/]");
        Output.Fields(
            ("network", name),
            ("secret", secret),
            ("old good until", WireFormat.TimeWithOffset(oldEnd)));
        return ExitCode.Success;
    }
}

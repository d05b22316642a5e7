using System.CommandLine;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Cli;

/// <summary>What the commands of a till share: address, network, and which chain a code belongs to.</summary>
internal sealed class CounterCall
{
    private readonly Option<Uri> url = Choice.Url();

    private readonly Option<string> store = Choice.Store(
        "Which sandbox network to play; without it, the one that knows the code.", required: false);

    private readonly Option<string?> network = new("--network")
    {
        Description = "Name of a store network of your own, with its --secret.",
        HelpName = "NAME",
    };

    private readonly Option<string?> secret = new("--secret")
    {
        Description = "Secret of that network.",
        HelpName = "SECRET",
    };

    public Argument<string> Code { get; } = new("CODE") { Description = "Payment code, as the customer shows it." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Code);
        command.Options.Add(url);
        command.Options.Add(store);
        command.Options.Add(network);
        command.Options.Add(secret);
        command.Validators.Add(result =>
        {
            if (result.GetResult(network) is null != result.GetResult(secret) is null)
            {
                result.AddError("--network and --secret belong together.");
            }
        });
    }

    public static CounterTerminal SandboxTerminal(HttpClient http, string store)
    {
        var chain = Choice.Chain(store);
        return Terminal(http, StoreNetwork.Sandbox.Single(known => known.Chain == chain));
    }

    public static string NewReference() =>
        CounterMessage.NewReference(TimeProvider.System.GetUtcNow(), RandomSource.Secure);

    public HttpClient Open(ParseResult asked) => Connection.To(asked.GetRequiredValue(url));

    /// <summary>Asks the networks in turn until one knows the code.</summary>
    public async Task<(CounterTerminal Terminal, CounterAnswer Answer)> AskAsync(
        ParseResult asked, HttpClient http, Func<CounterTerminal, Task<CounterAnswer>> ask)
    {
        (CounterTerminal Terminal, CounterAnswer Answer)? last = null;
        foreach (var terminal in Terminals(asked, http))
        {
            var answer = await ask(terminal);
            last = (terminal, answer);
            if (!answer.IsStranger)
            {
                break;
            }
        }

        return last!.Value;
    }

    private IEnumerable<CounterTerminal> Terminals(ParseResult asked, HttpClient http)
    {
        if (asked.GetValue(network) is { } name)
        {
            return [new CounterTerminal(http, name, asked.GetRequiredValue(secret)!, TimeProvider.System)];
        }

        return asked.GetValue(store) is { } chosen
            ? [SandboxTerminal(http, chosen)]
            : StoreNetwork.Sandbox.Select(known => Terminal(http, known));
    }

    private static CounterTerminal Terminal(HttpClient http, StoreNetwork known) =>
        new(http, known.Name, known.Secret, TimeProvider.System);
}

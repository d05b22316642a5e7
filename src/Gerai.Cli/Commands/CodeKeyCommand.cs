using System.CommandLine;
using Gerai.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Cli.Commands;

/// <summary>gerai code-key rotate: from now on a chain's payment codes are made with a new key.</summary>
internal static class CodeKeyCommand
{
    private static readonly Option<string> Store = Choice.Store("Whose codes get a new key.", required: true);

    public static Command New()
    {
        var place = new GatewayPlace();
        var rotate = new ExampleCommand(
            "rotate",
            "Make payment codes with a new key from now on; codes given out stay good.",
            "gerai code-key rotate --store alfamart --data ./gerai-data")
        {
            Store,
        };
        place.AddTo(rotate);
        rotate.SetAction((asked, cancel) => RotateAsync(asked, place, cancel));
        return new Command("code-key", "Keys that payment codes are made with.") { rotate };
    }

    private static async Task<int> RotateAsync(ParseResult asked, GatewayPlace place, CancellationToken cancel)
    {
        await using var gateway = await GatewayApp.OpenAsync(place.Read(asked), cancel);
        var chain = Choice.Chain(asked.GetRequiredValue(Store));
        await gateway.Services.GetRequiredService<PaymentCodeGenerator>().RotateAsync(chain, cancel);
        Output.Markup($"[bold green]Codes of {chain} are made with a new key.[/] [grey]Running nodes follow.[/]");
        return ExitCode.Success;
    }
}

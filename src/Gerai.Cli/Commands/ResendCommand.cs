using System.CommandLine;

namespace Gerai.Cli.Commands;

/// <summary>gerai resend: tells a merchant's server once more what it has missed.</summary>
internal static class ResendCommand
{
    private static readonly Argument<string?> Id = new("ID")
    {
        Description = "Event, as gerai events lists it.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<TimeSpan?> FailedSince = Choice.Ago(
        "--failed-since", "Send again all that was given up so long ago or later.");

    private static readonly Option<string?> Address = Choice.ToldAddress();

    public static Command New()
    {
        var call = new MerchantCall();
        var command = new ExampleCommand(
            "resend",
            "Send notifications again: one event, or all that were given up.",
            "gerai resend 019bbf8e-2a40-8000-b2f1-5d8f00a1b2c3.2",
            "gerai resend 019bbf8e-2a40-8000-b2f1-5d8f00a1b2c3.2 --address https://shop.example/notifications",
            "gerai resend --failed-since 2h")
        {
            Id, FailedSince, Address,
        };
        call.AddPlaceTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(FailedSince) is null == (result.GetResult(Id) is not { Tokens.Count: > 0 }))
            {
                result.AddError("Give either an event or --failed-since.");
            }
        });
        command.SetAction((asked, cancel) => RunAsync(asked, call, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult asked, MerchantCall call, CancellationToken cancel)
    {
        using var client = call.OpenMerchantApi(asked);
        var address = asked.GetValue(Address) is { } url ? $"address={Uri.EscapeDataString(url)}" : "";
        var (resent, waiting) = asked.GetValue(Id) is { } id
            ? await OneAsync(client, id, address, cancel)
            : await FailedAsync(client, asked.GetValue(FailedSince)!.Value, address, cancel);
        Show(resent, waiting);
        return ExitCode.Success;
    }

    /// <summary>How many notifications it came to; one is an event and an address.</summary>
    public static void Show(int resent, int waiting)
    {
        Output.Markup($"[bold green]{resent} {(resent == 1 ? "notification" : "notifications")} sent again.[/]");
        if (waiting > 0)
        {
            Output.Line($"{waiting} waiting already, and left to it.");
        }
    }

    private static async Task<(int Resent, int Waiting)> OneAsync(
        MerchantApiClient client, string id, string address, CancellationToken cancel)
    {
        var answer = await client.AskAsync(
            HttpMethod.Post, $"/gerai/v1/events/{Uri.EscapeDataString(id)}/resend?{address}", cancel);
        return (answer["resent"]!.GetValue<int>(), answer["already_waiting"]!.GetValue<int>());
    }

    private static async Task<(int Resent, int Waiting)> FailedAsync(
        MerchantApiClient client, TimeSpan ago, string address, CancellationToken cancel)
    {
        var since = MerchantApiClient.Moment(TimeProvider.System.GetUtcNow() - ago);
        var (resent, waiting, until) = (0, 0, "");
        while (true)
        {
            var answer = await client.AskAsync(
                HttpMethod.Post, $"/gerai/v1/events/resend?failed_since={since}&{address}{until}", cancel);
            resent += answer["resent"]!.GetValue<int>();
            waiting += answer["already_waiting"]!.GetValue<int>();
            until = $"&until={answer["until"]}";
            if (!answer["has_more"]!.GetValue<bool>())
            {
                return (resent, waiting);
            }
        }
    }
}

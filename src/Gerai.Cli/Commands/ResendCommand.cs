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

    public static Command New()
    {
        var call = new MerchantCall();
        var command = new ExampleCommand(
            "resend",
            "Send notifications again: one event, or all that were given up.",
            "gerai resend 019bbf8e-2a40-8000-b2f1-5d8f00a1b2c3.2",
            "gerai resend --failed-since 2h")
        {
            Id, FailedSince,
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
        var (resent, waiting) = asked.GetValue(Id) is { } id
            ? await OneAsync(client, id, cancel)
            : await FailedAsync(client, asked.GetValue(FailedSince)!.Value, cancel);
        Output.Markup($"[bold green]{resent} {(resent == 1 ? "notification" : "notifications")} sent again.[/]");
        if (waiting > 0)
        {
            Output.Line($"{waiting} waiting already, and left to it.");
        }

        return ExitCode.Success;
    }

    private static async Task<(int Resent, int Waiting)> OneAsync(
        MerchantApiClient client, string id, CancellationToken cancel)
    {
        var answer = await client.AskAsync(
            HttpMethod.Post, $"/gerai/v1/events/{Uri.EscapeDataString(id)}/resend", cancel);
        return (answer["resent"]!.GetValue<int>(), answer["already_waiting"]!.GetValue<int>());
    }

    private static async Task<(int Resent, int Waiting)> FailedAsync(
        MerchantApiClient client, TimeSpan ago, CancellationToken cancel)
    {
        var since = MerchantApiClient.Moment(TimeProvider.System.GetUtcNow() - ago);
        var (resent, waiting, until) = (0, 0, "");
        while (true)
        {
            var answer = await client.AskAsync(
                HttpMethod.Post, $"/gerai/v1/events/resend?failed_since={since}{until}", cancel);
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

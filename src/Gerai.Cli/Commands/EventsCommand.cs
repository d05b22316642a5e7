using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Gerai.Cli.Commands;

/// <summary>gerai events: what happened to payments, and whether the merchant's server has heard it.</summary>
internal static class EventsCommand
{
    private const int ShownMax = 1000;

    private const int PageMax = 200;

    private static readonly Argument<string?> Id = new("ID")
    {
        Description = "One event, with all that was sent for it and all that came back.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<TimeSpan?> Since = Choice.Ago(
        "--since", "Only what happened so long ago or later; without it, the newest are shown.");

    private static readonly Option<bool> Failed = new("--failed") { Description = "Only what was given up." };

    private static readonly Option<string?> Order = new("--order")
    {
        Description = "Only what happened to this order.",
        HelpName = "ID",
    };

    public static Command New()
    {
        var call = new MerchantCall();
        var command = new ExampleCommand(
            "events",
            "List what happened to payments, and whether your server has heard it; or tell all about one event.",
            "gerai events --since 1h",
            "gerai events --failed --since 7d",
            "gerai events --order order-101 --json",
            "gerai events 019bbf8e-2a40-8000-b2f1-5d8f00a1b2c3.2")
        {
            Id, Since, Failed, Order,
        };
        call.AddTo(command);
        command.Validators.Add(result =>
        {
            Option[] filters = [Since, Failed, Order];
            if (result.GetResult(Id) is { Tokens.Count: > 0 }
                && filters.Any(filter => result.GetResult(filter) is { Implicit: false }))
            {
                result.AddError("Give either an event or a filter.");
            }
        });
        command.SetAction((asked, cancel) => RunAsync(asked, call, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult asked, MerchantCall call, CancellationToken cancel)
    {
        using var client = call.OpenMerchantApi(asked);
        if (asked.GetValue(Id) is { } id)
        {
            var told = await client.AskAsync(
                HttpMethod.Get, $"/gerai/v1/events/{Uri.EscapeDataString(id)}", cancel);
            if (call.WantsJson(asked))
            {
                Output.Line(told.ToJsonString());
            }
            else
            {
                EventDetail.Show(told);
            }

            return ExitCode.Success;
        }

        await ListAsync(asked, call, client, cancel);
        return ExitCode.Success;
    }

    private static async Task ListAsync(
        ParseResult asked, MerchantCall call, MerchantApiClient client, CancellationToken cancel)
    {
        var filter = FilterOf(asked);
        var events = new List<JsonObject>();
        string? cursor = null;
        bool hasMore;
        do
        {
            var behind = cursor is null ? "" : $"&after={cursor}";
            var page = await client.AskAsync(
                HttpMethod.Get, $"/gerai/v1/events?limit={PageMax}{filter}{behind}", cancel);
            events.AddRange(page["events"]!.AsArray().Select(one => one!.AsObject()));
            cursor = page["cursor"]?.ToString();
            hasMore = page["has_more"]!.GetValue<bool>();
        }
        while (hasMore && events.Count < ShownMax);

        if (call.WantsJson(asked))
        {
            Output.Line(new JsonArray([.. events.Select(one => one.DeepClone())]).ToJsonString());
        }
        else
        {
            Show(events, hasMore);
        }
    }

    private static string FilterOf(ParseResult asked)
    {
        var since = asked.GetValue(Since) is { } ago
            ? $"&since={MerchantApiClient.Moment(TimeProvider.System.GetUtcNow() - ago)}"
            : "";
        var order = asked.GetValue(Order) is { } id ? $"&order_id={Uri.EscapeDataString(id)}" : "";
        return since + order + (asked.GetValue(Failed) ? "&state=given_up" : "");
    }

    private static void Show(List<JsonObject> events, bool hasMore)
    {
        if (events.Count == 0)
        {
            Output.Line("There are no such events.");
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("at", "order", "status", "told", "event");
        foreach (var one in events)
        {
            table.AddRow(
                Output.Escape(Text(one, "at")),
                Output.Escape(Text(one, "order_id")),
                Output.Escape(Text(one, "transaction_status")),
                Output.EscapeLines(one["deliveries"]!.AsArray().Select(Told).DefaultIfEmpty("nobody to tell")),
                Output.Escape(Text(one, "id")));
        }

        Output.Console.Write(table);
        if (hasMore)
        {
            Output.Line($"Only the oldest {events.Count} are shown; a shorter --since shows newer ones.");
        }
    }

    // Of the address the host and no more: the table must stay readable, and --json has it whole.
    private static string Told(JsonNode? delivery)
    {
        var host = Uri.TryCreate(Text(delivery, "address"), UriKind.Absolute, out var address)
            ? address.Authority
            : "no address";
        var latest = delivery!["latest_attempt"];
        var how = latest is null ? "" : $", {latest["http_status"]?.ToString() ?? Text(latest, "result")}";
        var state = Text(delivery, "state").Replace('_', ' ');
        return $"{host}: {state} after {Text(delivery, "attempts_made")}{how}";
    }

    private static string Text(JsonNode? node, string name) => node?[name]?.ToString() ?? "";
}

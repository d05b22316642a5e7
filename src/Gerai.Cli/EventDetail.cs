using System.Text.Json.Nodes;
using Spectre.Console;

namespace Gerai.Cli;

/// <summary>
/// Shows one event: each address with its attempts and resends, and apart from them what listeners said.
/// </summary>
internal static class EventDetail
{
    public static void Show(JsonObject told)
    {
        var deliveries = told["deliveries"]!.AsArray().Select(one => one!.AsObject()).ToList();
        Output.Fields(
            ("event", Text(told, "id")),
            ("at", Text(told, "at")),
            ("order", Text(told, "order_id")),
            ("status", Text(told, "transaction_status")),
            ("told", Told(told, deliveries)));
        foreach (var delivery in deliveries)
        {
            Output.Line();
            Output.Fields(
                ("address", Text(delivery, "address")),
                ("state", Text(delivery, "state").Replace('_', ' ')),
                ("next try", Text(delivery, "next_attempt_at")),
                ("attempts", Older(delivery, "attempts_kept_since")));
            Table(
                ["at", "what", "came back", "took"],
                [.. Attempts(delivery).Concat(Resends(delivery)).OrderBy(row => row[0], StringComparer.Ordinal)]);
        }

        var forwards = told["forwards"] as JsonArray ?? [];
        if (forwards.Count > 0)
        {
            Output.Line();
            Output.Line("Forwarded by gerai listen, as the listeners say:");
            Table(
                ["at", "to", "came back", "took"],
                [.. forwards.Select(Forward)]);
        }
    }

    private static string? Told(JsonObject told, List<JsonObject> deliveries) =>
        Older(told, "deliveries_kept_since") ?? (deliveries.Count == 0 ? "nobody" : null);

    private static string? Older(JsonObject told, string since) =>
        Text(told, since) is { Length: > 0 } moment ? $"what is older than {moment} is kept no longer" : null;

    private static IEnumerable<string[]> Attempts(JsonObject delivery) => delivery["attempts"]!.AsArray().Select(one =>
        new[] { Text(one, "started_at"), $"attempt {Text(one, "number")}", Came(one), Took(one) });

    private static IEnumerable<string[]> Resends(JsonObject delivery) => delivery["resends"]!.AsArray().Select(one =>
        new[] { Text(one, "at"), "sent again", $"by {Text(one, "by")}", "" });

    private static string[] Forward(JsonNode? one) =>
        [Text(one, "started_at"), Text(one, "address"), Came(one), Took(one)];

    private static string Came(JsonNode? one) => string.Join(
        ' ',
        new[] { Text(one, "http_status"), Text(one, "result").Replace('_', ' ') }.Where(text => text.Length > 0));

    private static string Took(JsonNode? one) => $"{Text(one, "took_ms")} ms";

    private static void Table(string[] columns, List<string[]> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns(columns);
        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(Output.Escape)]);
        }

        Output.Console.Write(table);
    }

    private static string Text(JsonNode? node, string name) => node?[name]?.ToString() ?? "";
}

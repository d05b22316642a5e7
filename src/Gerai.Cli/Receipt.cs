using System.Globalization;
using System.Text.Json.Nodes;
using Gerai.Wire;

namespace Gerai.Cli;

/// <summary>What the till prints for the customer: plain lines, as wide as the paper.</summary>
internal static class Receipt
{
    public const int Width = 40;

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    private static readonly string Rule = new('-', Width);

    public static IReadOnlyList<string> Lines(CounterAnswer bill, CounterAnswer payment)
    {
        var rows = Rows(payment.Body["receipt"] as JsonObject);
        return
        [
            Centred((payment["store"] ?? "store").ToUpperInvariant()),
            Centred("payment receipt"),
            Rule,
            Pair("Paid", Moment(payment["paid_at"])),
            .. bill["merchant_name"] is { } merchant ? Field("Merchant", merchant) : [],
            .. Field("Payment code", payment["payment_code"] ?? ""),
            Rule,
            Pair("Amount", Output.Rupiah(payment.Amount)),
            Pair("TOTAL", Output.Rupiah(payment.Amount)),
            Rule,
            .. rows,
            .. rows.Count > 0 ? [Rule] : Array.Empty<string>(),
            .. Field("Reference", payment["reference"] ?? ""),
            Centred("*** PAID ***"),
        ];
    }

    // Alfamart prints three rows of the merchant's own, Indomaret biller, name and description.
    private static List<string> Rows(JsonObject? receipt)
    {
        if (receipt is null)
        {
            return [];
        }

        return receipt.ContainsKey("biller")
            ?
            [
                .. Row("Biller", receipt["biller"]),
                .. Row("Name", receipt["name"]),
                .. Row("For", receipt["description"]),
            ]
            : [.. receipt.Select(row => Cut(row.Value?.ToString() ?? ""))];
    }

    private static string[] Row(string name, JsonNode? value) => value is null ? [] : Field(name, value.ToString());

    // What does not fit beside its name goes on a line of its own, as tills do it.
    private static string[] Field(string name, string value) =>
        name.Length + 1 + value.Length <= Width ? [Pair(name, value)] : [name, Cut(value).PadLeft(Width)];

    private static string Pair(string name, string value) => name + Output.Visible(value).PadLeft(Width - name.Length);

    private static string Centred(string text) => (new string(' ', (Width - text.Length) / 2) + text).TrimEnd();

    private static string Cut(string text) => Output.Visible(text.Length > Width ? text[..Width] : text);

    private static string Moment(string? text) =>
        DateTimeOffset.TryParse(text, Plain, out var moment)
            ? moment.ToOffset(WireFormat.JakartaOffset).ToString("d MMM yyyy HH:mm:ss 'WIB'", Plain)
            : text ?? "";
}

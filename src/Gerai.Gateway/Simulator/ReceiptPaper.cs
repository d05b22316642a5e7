using System.Globalization;
using System.Text.Json.Nodes;

namespace Gerai.Simulator;

/// <summary>What the till prints: plain lines, as wide as the paper (protocol 8.8 to 8.10).</summary>
internal static class ReceiptPaper
{
    public const int Width = 40;

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    private static readonly string Rule = new('-', Width);

    /// <param name="payment">A booked payment.</param>
    /// <param name="merchant">As the inquiry named it; a payment's answer does not tell.</param>
    /// <param name="message">The merchant's label for the till.</param>
    public static string Print(TillAnswer payment, string? merchant, string? message)
    {
        var amount = payment.Body["amount"]!.GetValue<long>();
        var rows = Rows(payment.Body["receipt"] as JsonObject);
        IEnumerable<string> lines =
        [
            Centred((payment["store"] ?? "").ToUpperInvariant()),
            Centred("STRUK PEMBAYARAN - SIMULATOR"),
            Centred(Moment(payment["paid_at"])),
            Rule,
            .. message is { Length: > 0 } ? [Centred(message)] : Array.Empty<string>(),
            .. merchant is { Length: > 0 } ? Field("Merchant", merchant) : [],
            .. Field("Kode", payment["payment_code"] ?? ""),
            .. Field("Ref", payment["reference"] ?? ""),
            Rule,
            .. Field("Jumlah", Amounts.Figures(amount)),
            .. Wrapped($"({Amounts.Words(amount)})"),
            .. Field("TOTAL", Amounts.Figures(amount)),
            Rule,
            .. rows,
            .. rows.Count > 0 ? [Rule] : Array.Empty<string>(),
            Centred("*** LUNAS ***"),
        ];
        return string.Join('\n', lines);
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
                .. Row("Nama", receipt["name"]),
                .. Row("Ket", receipt["description"]),
            ]
            : [.. receipt.Select(row => Cut(row.Value?.ToString() ?? ""))];
    }

    private static IEnumerable<string> Row(string name, JsonNode? value) =>
        value is null ? [] : Field(name, value.ToString());

    // What does not fit beside its name goes below it, as tills do it.
    private static IEnumerable<string> Field(string name, string value) =>
        name.Length + 1 + value.Length <= Width
            ? [name + Cut(value).PadLeft(Width - name.Length)]
            : [name, .. Wrapped(value).Select(line => line.PadLeft(Width))];

    private static string Centred(string text)
    {
        var cut = Cut(text);
        return new string(' ', (Width - cut.Length) / 2) + cut;
    }

    private static IEnumerable<string> Wrapped(string text)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Pieces))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
            {
                yield return line;
                line = "";
            }

            line += line.Length > 0 ? " " + word : word;
        }

        yield return line;
    }

    private static IEnumerable<string> Pieces(string word) => word.Chunk(Width).Select(piece => Cut(new string(piece)));

    // Control characters have no width on paper.
    private static string Cut(string text) => string.Concat(
        text.Take(Width).Select(letter => char.IsControl(letter) ? ' ' : letter));

    private static string Moment(string? text) => DateTimeOffset.TryParse(text, Plain, out var moment)
        ? moment.ToOffset(TimeSpan.FromHours(7)).ToString("dd-MM-yyyy HH:mm:ss 'WIB'", Plain)
        : text ?? "";
}

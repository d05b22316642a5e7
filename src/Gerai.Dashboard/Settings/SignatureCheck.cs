using System.Globalization;
using System.Text.Json;
using Gerai.Merchants;
using Gerai.Wire;

namespace Gerai.Dashboard.Settings;

/// <summary>
/// Finds out why a signature does not fit a message: tries what programs commonly get wrong, part by part, until one
/// gives the signature that was found. Pure.
/// </summary>
internal static class SignatureCheck
{
    private const string Order = "order_id";
    private const string Status = "status_code";
    private const string Amount = "gross_amount";
    private const string Given = "signature_key";

    private static readonly string[] Statuses = ["200", "201", "202", "407"];

    /// <param name="json">The message as it was received.</param>
    /// <param name="own">What the shop's program computed, if not the message's own signature is in question.</param>
    /// <param name="keys">The merchant's server keys that hold, the newest first.</param>
    /// <param name="clientKey">Because it is taken for the server key now and then.</param>
    public static SignatureFinding Of(string json, string? own, IReadOnlyList<KeptKey> keys, string clientKey)
    {
        if (Read(json) is not { } message)
        {
            return new SignatureFinding(SignatureFlaw.NotJson);
        }

        string[] needed = own is null ? [Order, Status, Amount, Given] : [Order, Status, Amount];
        if (needed.FirstOrDefault(name => !message.ContainsKey(name)) is { } missing)
        {
            return new SignatureFinding(SignatureFlaw.Missing) { Detail = missing };
        }

        var given = own ?? message[Given];
        var (order, status, amount) = (message[Order], message[Status], message[Amount]);
        var finding = new SignatureFinding(SignatureFlaw.None)
        {
            Given = given,
            Computed = Signature.Of(order, status, amount, keys[0].Key.Text),
        };
        var tried =
            from key in Keys(keys, clientKey)
            from amountTried in Amounts(amount)
            from statusTried in Statuses.Prepend(status).Distinct()
            from orderTried in Orders(order)
            select (key, amountTried, statusTried, orderTried);
        foreach (var (key, amountTried, statusTried, orderTried) in tried.OrderBy(one =>
            Count(one.key.Flaw is not SignatureFlaw.None)
            + Count(one.amountTried != amount)
            + Count(one.statusTried != status)
            + Count(one.orderTried != order)))
        {
            var signature = Signature.Of(orderTried, statusTried, amountTried, key.Text);
            if (!signature.Equals(given.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            return finding with
            {
                Flaw = key.Flaw is not SignatureFlaw.None ? key.Flaw
                    : amountTried != amount ? SignatureFlaw.Amount
                    : statusTried != status ? SignatureFlaw.Status
                    : orderTried != order ? SignatureFlaw.Order
                    : signature == given ? SignatureFlaw.None
                    : SignatureFlaw.Letters,
                Detail = amountTried != amount ? amountTried
                    : statusTried != status ? statusTried
                    : orderTried != order ? orderTried
                    : null,
                Expected = amountTried != amount ? amount : statusTried != status ? status : order,
            };
        }

        return finding with
        {
            Flaw = given.Trim().Length == finding.Computed.Length && given.Trim().All(char.IsAsciiHexDigit)
                ? SignatureFlaw.Unknown
                : SignatureFlaw.NoSignature,
        };
    }

    private static int Count(bool isWrong) => isWrong ? 1 : 0;

    private static IEnumerable<(string Text, SignatureFlaw Flaw)> Keys(IReadOnlyList<KeptKey> keys, string clientKey)
    {
        yield return (keys[0].Key.Text, SignatureFlaw.None);
        foreach (var older in keys.Skip(1))
        {
            yield return (older.Key.Text, SignatureFlaw.OlderKey);
        }

        yield return (clientKey, SignatureFlaw.ClientKey);
        yield return ("", SignatureFlaw.NoKey);
        yield return (keys[0].Key.Text + "\n", SignatureFlaw.KeyWithBlank);
        yield return (keys[0].Key.Text + " ", SignatureFlaw.KeyWithBlank);
        yield return (keys[0].Key.Text + ":", SignatureFlaw.KeyWithColon);
    }

    private static IEnumerable<string> Amounts(string amount)
    {
        var whole = amount.Split('.')[0];
        return new[] { amount, whole, whole + ".00", whole + ".0", "" }
            .Concat(long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? [string.Create(CultureInfo.InvariantCulture, $"{number:N0}"),
                    string.Create(CultureInfo.InvariantCulture, $"{number:N2}")]
                : [])
            .Distinct();
    }

    private static IEnumerable<string> Orders(string order) =>
        new[] { order, order.ToLowerInvariant(), order.ToUpperInvariant(), order.Trim(), "" }.Distinct();

    // Numbers as they stand, since that is what a program would have signed.
    private static Dictionary<string, string>? Read(string json)
    {
        try
        {
            using var read = JsonDocument.Parse(json);
            return read.RootElement.ValueKind is not JsonValueKind.Object
                ? null
                : read.RootElement.EnumerateObject()
                    .Where(field => field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                    .GroupBy(field => field.Name)
                    .ToDictionary(
                        fields => fields.Key,
                        fields => fields.Last().Value is { ValueKind: JsonValueKind.String } text
                            ? text.GetString()!
                            : fields.Last().Value.GetRawText());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What is wrong with a signature.</summary>
internal enum SignatureFlaw
{
    /// <summary>Nothing: it fits.</summary>
    None,
    NotJson,
    Missing,

    /// <summary>It is no SHA-512 in hexadecimal.</summary>
    NoSignature,

    /// <summary>It fits, but in capital letters or with blanks around it.</summary>
    Letters,
    Order,
    Status,
    Amount,
    OlderKey,
    ClientKey,
    NoKey,
    KeyWithBlank,
    KeyWithColon,

    /// <summary>Nothing that was tried gives it.</summary>
    Unknown,
}

/// <summary>What came of a check.</summary>
/// <param name="Flaw">The part that does not match.</param>
internal sealed record SignatureFinding(SignatureFlaw Flaw)
{
    /// <summary>What was signed in the part's place, or the field that is missing.</summary>
    public string? Detail { get; init; }

    /// <summary>What the message has there.</summary>
    public string? Expected { get; init; }

    public string? Given { get; init; }

    public string? Computed { get; init; }

    // Records print their members; with what is computed anybody could sign.
    public override string ToString() => Flaw.ToString();
}

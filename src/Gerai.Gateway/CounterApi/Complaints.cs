namespace Gerai.CounterApi;

/// <summary>
/// What is said of each member that is missing or wrong. Only names we know are ever repeated, so nothing a stranger
/// wrote comes back in an answer.
/// </summary>
internal static class Complaints
{
    public const string PaymentCode = "payment_code must be given once, as text of 10 to 24 digits.";

    public const string Amount =
        "amount must be given once, as a whole number of rupiah, at least 1, without quotes, fraction or exponent.";

    public const string Reference =
        "reference must be given once, as text of 1 to 40 visible ASCII characters without blanks.";

    public const string Terminal =
        "terminal may be given once, as text of up to 40 characters without control characters.";

    /// <summary>The complaint for the place where the reader gave up, if that is one of our members.</summary>
    public static string? Of(string? path) => path switch
    {
        "$.payment_code" => PaymentCode,
        "$.amount" => Amount,
        "$.reference" => Reference,
        "$.terminal" => Terminal,
        _ => null,
    };
}

using Microsoft.AspNetCore.Http;

namespace Gerai.Simulator;

/// <summary>
/// What a till remembers between inquiry and payment. It is in the page's form, reference included, so a second press
/// is a repeat and not a second payment.
/// </summary>
internal sealed record TillForm(string Code, string Amount, string Reference, string? Merchant, string? Message)
{
    public IReadOnlyList<(string Name, string Value)> Inputs =>
    [
        ("payment_code", Code),
        ("amount", Amount),
        ("reference", Reference),
        ("merchant_name", Merchant ?? ""),
        ("message", Message ?? ""),
    ];

    public static TillForm Of(TillAnswer bill, string reference) => new(
        bill["payment_code"]!, bill["amount"]!, reference, bill["merchant_name"], bill["message"]);

    public static TillForm Of(IFormCollection form) => new(
        Digits(form["payment_code"].ToString()),
        form["amount"].ToString(),
        form["reference"].ToString(),
        form["merchant_name"],
        form["message"]);

    // Customers read a code in groups, and cashiers type it so.
    private static string Digits(string code) =>
        string.Concat(code.Where(letter => letter != '-' && !char.IsWhiteSpace(letter)));
}

namespace Gerai.Merchants;

/// <summary>
/// The three pages that a merchant's customers are led to (protocol 6.43, 7.3). Where there is none, nobody is led.
/// </summary>
internal sealed record RedirectUrls
{
    public static readonly RedirectUrls None = new();

    /// <summary>After paying.</summary>
    public RedirectUrl? Finish { get; init; }

    /// <summary>Back before paying; without it, such a customer is led to <see cref="Finish"/>.</summary>
    public RedirectUrl? Unfinish { get; init; }

    /// <summary>When the payment has come to nothing: expired, cancelled, taken back.</summary>
    public RedirectUrl? Error { get; init; }
}

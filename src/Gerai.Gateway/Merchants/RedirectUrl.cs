using System.Diagnostics.CodeAnalysis;

namespace Gerai.Merchants;

/// <summary>
/// A page of the merchant's, for a browser to go to. A browser runs what is behind <c>javascript:</c>, and takes what
/// it reads as relative for a page of ours; so only whole addresses with http or https are any.
/// </summary>
internal sealed record RedirectUrl
{
    private RedirectUrl(string text) => Text = text;

    /// <summary>As .NET writes the address it has read, so that a browser reads no other one.</summary>
    public string Text { get; }

    public static RedirectUrl Of(string text) => TryOf(text, out var url, out var complaint)
        ? url
        : throw new ArgumentException(complaint, nameof(text));

    /// <summary>Reads it or says what is wrong with it.</summary>
    public static bool TryOf(
        string text,
        [NotNullWhen(true)] out RedirectUrl? url,
        [NotNullWhen(false)] out string? complaint)
    {
        complaint = WebAddress.Complaint(text, "https://shop.example/thanks");
        url = complaint is null ? new RedirectUrl(new Uri(text).AbsoluteUri) : null;
        return url is not null;
    }

    public override string ToString() => Text;
}

using System.Security.Cryptography;
using System.Text;
using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>
/// A secret that notifications are signed with beside the documented signature, in the form of the Standard Webhooks
/// specification: <c>whsec_</c> and the Base64 of the key. It shows itself only to who asks for <see cref="Text"/>.
/// </summary>
internal sealed record WebhookSecret
{
    private const string Prefix = "whsec_";

    // The specification: 24 to 64 bytes.
    private const int KeyBytesMin = 24;
    private const int KeyBytesMax = 64;

    // As many as the signature has: more would not make it stronger.
    private const int NewKeyBytes = 32;

    private WebhookSecret(string text) => Text = text;

    public string Text { get; }

    /// <summary>From when on it signs no more; the newest has no end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    public static WebhookSecret New(RandomSource random)
    {
        var key = new byte[NewKeyBytes];
        random.Fill(key);
        return Of(key);
    }

    /// <summary>
    /// The sandbox's secret, made from the server key: who starts sandboxes in new folders with one server key, as
    /// tests do, has one webhook secret too.
    /// </summary>
    public static WebhookSecret ForSandbox(ServerKey key) =>
        Of(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Text), "gerai sandbox webhook secret"u8));

    public static WebhookSecret Of(ReadOnlySpan<byte> key) => key.Length is >= KeyBytesMin and <= KeyBytesMax
        ? new WebhookSecret(Prefix + Convert.ToBase64String(key))
        : throw new ArgumentException("A webhook secret has 24 to 64 bytes.", nameof(key));

    /// <summary>Reads back what <see cref="Text"/> gave.</summary>
    public static WebhookSecret Parse(string text) => text.StartsWith(Prefix, StringComparison.Ordinal)
        ? Of(Convert.FromBase64String(text[Prefix.Length..]))
        : throw new FormatException("A webhook secret begins with whsec_.");

    /// <summary>The bytes to sign with.</summary>
    public byte[] ToKey() => Convert.FromBase64String(Text[Prefix.Length..]);

    public bool SignsAt(DateTimeOffset now) => ValidUntil is not { } end || now < end;

    public override string ToString() => "a webhook secret";
}

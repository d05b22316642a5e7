using Gerai.Merchants;
using Gerai.Values;

namespace Gerai.Dashboard.Settings;

/// <summary>A secret of the merchant's that holds, as a page shows it.</summary>
public sealed class HeldSecret
{
    private const int TailLength = 4;

    // With fewer characters than this behind its beginning, what is hidden would be too easy to guess.
    private const int HiddenMin = 20;

    private static readonly string[] Beginnings = ["SB-Mid-server-", "Mid-server-", "VT-server-", "whsec_"];

    private HeldSecret(string text, string fingerprint, DateTimeOffset? since, DateTimeOffset? until) =>
        (Text, Fingerprint, Since, Until) = (text, fingerprint, since, until);

    /// <summary>Only for who has given their password.</summary>
    internal string Text { get; }

    internal DateTimeOffset? Since { get; }

    /// <summary>The newest has no end.</summary>
    internal DateTimeOffset? Until { get; }

    internal string Fingerprint { get; }

    /// <summary>Whether its uses are written down, as those of server keys are.</summary>
    internal bool IsWatched { get; private init; }

    internal KeyUse? LastUse { get; private init; }

    internal string Masked
    {
        get
        {
            var beginning = Beginnings.FirstOrDefault(one => Text.StartsWith(one, StringComparison.Ordinal)) ?? "";
            var tail = Text.Length - beginning.Length >= HiddenMin ? Text[^TailLength..] : "";
            return $"{beginning}••••••••{tail}";
        }
    }

    internal static HeldSecret Of(KeptKey key, SecretSeal seal) =>
        new(key.Key.Text, seal.Fingerprint(key.Key.Text), key.Since, key.Until)
        {
            IsWatched = true,
            LastUse = key.LastUse,
        };

    internal static HeldSecret Of(WebhookSecret secret, SecretSeal seal) =>
        new(secret.Text, seal.Fingerprint(secret.Text), null, secret.ValidUntil);
}

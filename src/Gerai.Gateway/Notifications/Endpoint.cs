using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>
/// One merchant's server: scheme, host and port of an address, without its path. What is slow or dead is a server, and
/// two merchants on one host must not pay for each other.
/// </summary>
internal readonly record struct Endpoint
{
    private const char Separator = ' ';

    private Endpoint(string text)
    {
        Text = text;
        Merchant = text.Split(Separator)[0];
    }

    public string Text { get; }

    /// <summary>The merchant's part of it, for who shares places among merchants.</summary>
    public string Merchant { get; }

    /// <summary>The server itself, without whose it is.</summary>
    public string Server => Text[(Text.IndexOf(Separator, StringComparison.Ordinal) + 1)..];

    public static Endpoint Of(MerchantId merchant, string address)
    {
        // What is no address is given up at the first attempt; until then it waits for nobody but its like.
        var server = Uri.TryCreate(address, UriKind.Absolute, out var found)
            ? $"{found.Scheme}://{found.IdnHost}:{found.Port}"
            : "nowhere";
        return new Endpoint($"{merchant}{Separator}{server}");
    }

    public static Endpoint Parse(string text) => new(text);

    public override string ToString() => Text;
}

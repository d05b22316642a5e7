namespace Gerai.Client;

/// <summary>Whom to talk to: Midtrans Sandbox, Midtrans Production, or a gateway at an address.</summary>
public sealed class GeraiTarget
{
    private GeraiTarget(string name, Uri address)
    {
        Name = name;
        Address = address;
    }

    /// <summary>Midtrans Sandbox: <c>https://api.sandbox.midtrans.com</c>. Play money.</summary>
    public static GeraiTarget Sandbox { get; } = new("Sandbox", new Uri("https://api.sandbox.midtrans.com/"));

    /// <summary>Midtrans Production: <c>https://api.midtrans.com</c>.</summary>
    public static GeraiTarget Production { get; } = new("Production", new Uri("https://api.midtrans.com/"));

    /// <summary>Where requests go; ends with a slash.</summary>
    public Uri Address { get; }

    private string Name { get; }

    /// <summary>A gateway of your own, such as <c>http://127.0.0.1:5080</c>.</summary>
    /// <param name="address">http or https, without user name, query and fragment.</param>
    /// <returns>The target.</returns>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static GeraiTarget At(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            throw new ArgumentException("A target's address begins with https:// or http://.", nameof(address));
        }

        // Not quoted: what stands there may be a secret.
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw new ArgumentException(
                "A target's address has no user name, query or fragment; the key belongs in ServerKey.",
                nameof(address));
        }

        return new GeraiTarget(address.Authority, WithSlash(address));
    }

    /// <summary>Reads one setting: <c>Sandbox</c>, <c>Production</c> or an address.</summary>
    /// <param name="text">The setting; upper and lower case are the same.</param>
    /// <returns>The target.</returns>
    /// <exception cref="FormatException">It is none of the three.</exception>
    public static GeraiTarget Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (trimmed.Equals(Sandbox.Name, StringComparison.OrdinalIgnoreCase))
        {
            return Sandbox;
        }

        if (trimmed.Equals(Production.Name, StringComparison.OrdinalIgnoreCase))
        {
            return Production;
        }

        try
        {
            return At(new Uri(trimmed, UriKind.Absolute));
        }
        catch (Exception wrong) when (wrong is UriFormatException or ArgumentException)
        {
            throw new FormatException(
                "A target is Sandbox, Production, or an address such as https://pay.example.com.", wrong);
        }
    }

    /// <summary>The name or the address.</summary>
    /// <returns><c>Sandbox</c>, <c>Production</c>, or host and port.</returns>
    public override string ToString() => Name;

    private static Uri WithSlash(Uri address) => address.AbsolutePath.EndsWith('/')
        ? address
        : new Uri(address.AbsoluteUri + "/");
}

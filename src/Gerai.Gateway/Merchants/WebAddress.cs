namespace Gerai.Merchants;

/// <summary>What every address that a person writes into an account has in common.</summary>
internal static class WebAddress
{
    public const int LengthMax = 2_000;

    /// <summary>What is wrong with it, in a sentence; nothing when it is one.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="example">One that would do.</param>
    public static string? Complaint(string text, string example) => FlawOf(text) is { } flaw
        ? Complaint(flaw, text, example)
        : null;

    /// <summary>The same, for who says it in another language.</summary>
    public static WebAddressFlaw? FlawOf(string text)
    {
        if (text.Length > LengthMax)
        {
            return WebAddressFlaw.TooLong;
        }

        if (text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
            || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return WebAddressFlaw.NoAddress;
        }

        return url.UserInfo.Length > 0 ? WebAddressFlaw.HoldsPassword : null;
    }

    private static string Complaint(WebAddressFlaw flaw, string text, string example) => flaw switch
    {
        WebAddressFlaw.TooLong => $"An address has at most {LengthMax} characters.",
        WebAddressFlaw.NoAddress => $"{text} is not an address such as {example}.",

        // Not quoted, since it holds a password.
        WebAddressFlaw.HoldsPassword => "An address must not hold a user name or password.",
    };
}

/// <summary>Why a text can be no address of an account.</summary>
internal enum WebAddressFlaw
{
    TooLong,
    NoAddress,
    HoldsPassword,
}

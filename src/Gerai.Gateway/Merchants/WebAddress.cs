namespace Gerai.Merchants;

/// <summary>What every address that a person writes into an account has in common.</summary>
internal static class WebAddress
{
    public const int LengthMax = 2_000;

    /// <summary>What is wrong with it, in a sentence; nothing when it is one.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="example">One that would do.</param>
    public static string? Complaint(string text, string example)
    {
        if (text.Length > LengthMax)
        {
            return $"An address has at most {LengthMax} characters.";
        }

        if (text.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
            || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return $"{text} is not an address such as {example}.";
        }

        // Not quoted, since it holds a password.
        return url.UserInfo.Length > 0 ? "An address must not hold a user name or password." : null;
    }
}

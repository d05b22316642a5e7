namespace Gerai.Dashboard.Frame;

/// <summary>Where somebody goes on to after a detour: never out of the portal, whatever a link says.</summary>
internal static class ReturnAddress
{
    /// <summary>The name in a query, as the framework's redirect to the sign-in page has it.</summary>
    public const string Parameter = "ReturnUrl";

    public static string Of(string? wanted)
    {
        // A backslash is a slash to browsers, and a line break would end the header.
        var isOfPortal = wanted is not null
            && (wanted == Portal.Home
                || wanted.StartsWith(Portal.Home + "/", StringComparison.Ordinal)
                || wanted.StartsWith(Portal.Home + "?", StringComparison.Ordinal))
            && !wanted.Contains('\\', StringComparison.Ordinal)
            && !wanted.Any(char.IsControl);
        return isOfPortal ? wanted! : Portal.Home;
    }
}

namespace Gerai.Notifications;

/// <summary>
/// An address as it may be shown to others than its owner: without user name, query and fragment, which may hold
/// secrets.
/// </summary>
internal static class PublicAddress
{
    public static string Of(Uri address) =>
        address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    public static string Of(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var found) ? Of(found) : "an address that is none";
}

using Gerai.Pages;

namespace Gerai.Dashboard.Account;

/// <summary>Names a browser and its system from what it says of itself, well enough to know one's own again.</summary>
internal static class Devices
{
    // In this order: most browsers also claim to be those further down.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string Name(string? device, PageLanguage language)
    {
        var browser = Find(Browsers, device);
        var system = Find(Systems, device);
        return (browser, system) switch
        {
            ({ } one, { } other) => $"{one}, {other}",
            _ => browser ?? system ?? language.Say("Perangkat tak dikenal", "Unknown device"),
        };
    }

    private static string? Find((string Mark, string Name)[] known, string? device) => known
        .FirstOrDefault(one => device?.Contains(one.Mark, StringComparison.Ordinal) is true).Name;
}

namespace Gerai.Dashboard.Frame;

/// <summary>Light or dark: as the visitor chose, or as the device has it.</summary>
public enum Look
{
    Device,
    Light,
    Dark,
}

/// <summary>How pages and styles call it.</summary>
internal static class LookNames
{
    public static string Attribute(this Look look) => look.ToString().ToLowerInvariant();
}

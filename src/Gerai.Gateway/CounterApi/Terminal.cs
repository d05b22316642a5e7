namespace Gerai.CounterApi;

/// <summary>Which till asks, by the network's own name for it. Checked, but not kept.</summary>
internal static class Terminal
{
    public const int LengthMax = 40;

    public static bool IsName(string text) => text.Length <= LengthMax && !text.Any(char.IsControl);
}

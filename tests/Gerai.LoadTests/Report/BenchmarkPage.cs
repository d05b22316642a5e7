namespace Gerai.LoadTests.Report;

/// <summary>The page that keeps the figures. What people wrote around them stays.</summary>
internal static class BenchmarkPage
{
    public const string Path = "docs/benchmarks.md";

    private const string From = "<!-- figures: written by ./bench --write -->";
    private const string To = "<!-- end of figures -->";

    public static void Write(IEnumerable<string> figures)
    {
        var page = File.ReadAllText(Path);
        var from = page.IndexOf(From, StringComparison.Ordinal);
        var to = page.IndexOf(To, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{Path} has no place for figures.");
        }

        File.WriteAllText(Path, $"{page[..(from + From.Length)]}\n\n{string.Join('\n', figures)}\n\n{page[to..]}");
    }
}

namespace Gerai.LoadTests.Report;

/// <summary>The page that keeps the figures. What people wrote around them stays.</summary>
internal static class BenchmarkPage
{
    public const string Path = "docs/benchmarks.md";

    private const string End = "<!-- end of figures -->";

    /// <param name="command">What measured them, such as <c>./bench --write</c>; their place is marked so.</param>
    public static void Write(string command, IEnumerable<string> figures)
    {
        var begin = $"<!-- figures: written by {command} -->";
        var page = File.ReadAllText(Path);
        var from = page.IndexOf(begin, StringComparison.Ordinal);
        var to = from < 0 ? -1 : page.IndexOf(End, from, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{Path} has no place for figures.");
        }

        File.WriteAllText(Path, $"{page[..(from + begin.Length)]}\n\n{string.Join('\n', figures)}\n\n{page[to..]}");
    }
}

using System.Reflection;
using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>
/// Every SQL statement of the gateway, read out of its source: a statement that no test runs is seen here too.
/// </summary>
internal static partial class SourceStatements
{
    private const string Folder = "src/Gerai.Gateway/Storage";
    private const int RoundsMax = 3;

    // What commands ask is about tables as such, or as a whole; the others ask in words of one of the two databases.
    private static readonly string[] LeftOut =
    [
        $"{Folder}/Copying/", $"{Folder}/Archiving/", $"{Folder}/Checking/", $"{Folder}/Database.cs",
        $"{Folder}/PostgresHost.cs", $"{Folder}/Shards.cs", $"{Folder}/NodeLine.cs", $"{Folder}/RequestPermits.cs",
    ];

    public static IReadOnlyList<string> All { get; } =
    [
        .. Repository.Sources(Folder)
            .Where(path => !LeftOut.Any(one => path.StartsWith(one, StringComparison.Ordinal)))
            .SelectMany(path => Literals().Matches(Repository.Read(path))
                .Select(literal => literal.Groups["raw"].Value + literal.Groups["plain"].Value)
                .Select(text => Filled(text, Path.GetFileNameWithoutExtension(path)).Trim()))
            .Where(text => IsStatement().IsMatch(text))
            .Distinct(),
    ];

    // A name in braces is a constant, of the class of this file or of the one it says; its text may hold names again.
    private static string Filled(string text, string file)
    {
        for (var round = 0; round < RoundsMax && text.Contains('{', StringComparison.Ordinal); round++)
        {
            // A list of names of ours, which differs from one asking to the next.
            text = text.Replace("in ({names})", "in ('')", StringComparison.Ordinal);

            // What is kept for a time only is asked for in one way in several tables.
            text = text.Replace("from {table}", "from attempts", StringComparison.Ordinal);
            text = Holes().Replace(text, hole => Constant(hole, file) ?? hole.Value);
        }

        return text;
    }

    private static string? Constant(Match hole, string file)
    {
        var owner = hole.Groups["owner"] is { Success: true } named ? named.Value : file;
        return typeof(GatewayApp).Assembly.GetType($"Gerai.Storage.{owner}")
            ?.GetField(hole.Groups["name"].Value, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            ?.GetRawConstantValue()?.ToString();
    }

    [GeneratedRegex(
        "\"\"\"(?<raw>.*?)\"\"\"|\"(?<plain>[^\"\\n]*)\"",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Literals();

    [GeneratedRegex(
        @"\{((?<owner>\w+)\.)?(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Holes();

    [GeneratedRegex(
        "^(select|insert|update|delete|with)\\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsStatement();
}

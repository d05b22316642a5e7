using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>
/// The statements of the version that was released last: as long as nodes of it are at work, all of them must be
/// understood. The file is written anew at each release, by a run with GERAI_RELEASE set, and at no other time: what a
/// migration between two releases breaks is found by what the file keeps.
/// </summary>
internal static class PreviousStatements
{
    private const string File = "tests/Gerai.Tests/Storage/Previous/statements.sql";

    private const string Heading =
        """
        -- The statements of the version released last, which nodes of this one work beside for a while. Written by the
        -- tests when GERAI_RELEASE is set, at each release and at no other time (CONTRIBUTING.md).
        """;

    public static IReadOnlyList<string> All =>
    [
        .. Repository.Read(File).Split(";\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.Replace(Heading, "", StringComparison.Ordinal).Trim())
            .Where(text => text.Length > 0),
    ];

    public static bool IsRelease => Environment.GetEnvironmentVariable("GERAI_RELEASE") is not null;

    public static void Write(IEnumerable<string> statements)
    {
        var lines = statements
            .Select(text => string.Join("\n    ", text.Split('\n').Select(line => line.Trim())))
            .Order(StringComparer.Ordinal)
            .Select(text => $"\n{text};\n");
        System.IO.File.WriteAllText(
            Path.Combine(Repository.Root, File), $"{Heading}\n{string.Concat(lines)}");
    }
}

namespace Gerai.Tests.Support;

/// <summary>The working copy the tests were built from: golden files, contract and sources are read there.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(Root, relativePath));

    /// <summary>Every C# file below a folder, without what the build has made, as paths from the root.</summary>
    public static IReadOnlyList<string> Sources(string folder) => Sources(folder, ".cs");

    /// <summary>The same for files whose names end in one of these.</summary>
    public static IReadOnlyList<string> Sources(string folder, params string[] endings) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Where(path => endings.Contains(Path.GetExtension(path)))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)
                && !path.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Gerai.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside of the working copy: Gerai.slnx was not found.");
    }
}

namespace Gerai.Tests.Support;

/// <summary>Other programs that some tests need; without one they are skipped, with its name.</summary>
internal static class Programs
{
    public static bool Has(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, name)));
}

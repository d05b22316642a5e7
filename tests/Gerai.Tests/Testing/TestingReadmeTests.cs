using System.Text.RegularExpressions;
using Gerai.Testing;
using Gerai.Tests.Support;
using PublicApiGenerator;

namespace Gerai.Tests.Testing;

/// <summary>What the package shows to others: its README and its public surface.</summary>
public sealed partial class TestingReadmeTests
{
    [Fact]
    public void Every_sample_of_the_README_is_compiled_and_run()
    {
        var samples = Plain(Repository.Read("tests/Gerai.Tests/Testing/ReadmeSamples.cs"));
        var shown = Block().Matches(Repository.Read("src/Gerai.Testing/README.md"));

        Assert.True(shown.Count >= 8);
        Assert.All(shown, block => Assert.Contains(
            "\n" + Plain(block.Groups["code"].Value), samples, StringComparison.Ordinal));
    }

    [Fact]
    public void The_public_surface_is_as_approved() => Approved.Match(
        "Testing/Gerai.Testing",
        typeof(GeraiSandbox).Assembly.GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            AllowNamespacePrefixes = ["Gerai"],
        }).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n");

    // How far a line is indented depends on where it stands.
    private static string Plain(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Block();
}

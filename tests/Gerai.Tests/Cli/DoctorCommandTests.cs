using Gerai.Tests.Support;

namespace Gerai.Tests.Cli;

/// <summary>gerai doctor, as whoever runs a gateway runs it.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-cli-");

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task It_ends_with_0_where_nothing_is_wrong_and_leaves_everything_as_it_was()
    {
        await AddMerchantAsync();
        var before = await FilesAsync();

        var ended = await GeraiProcess.RunAsync("doctor", "--data", Data);

        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.EndsWith("21 checks: 21 ok", ended.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(before, await FilesAsync());
    }

    [Fact]
    public async Task It_looks_beside_a_running_gateway_too()
    {
        await using var gateway = await GeraiProcess.ServeAsync(
            "serve", "--urls", "http://127.0.0.1:0", "--data", Data);

        var ended = await GeraiProcess.RunAsync("doctor", "--data", Data, "--url", gateway.Url);

        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.EndsWith("23 checks: 23 ok", ended.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_with_1_where_something_is_wrong_and_says_what_to_do()
    {
        await AddMerchantAsync();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(Data, "sealing.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        }

        var ended = await GeraiProcess.RunAsync(
            new Dictionary<string, string> { ["GERAI_STORAG__WRITERS"] = "3" }, "doctor", "--data", Data);

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("  wrong    sealing key", ended.Output, StringComparison.Ordinal);
        Assert.Contains("→ chmod 600 ", ended.Output, StringComparison.Ordinal);
        Assert.Contains("The variable GERAI_STORAG__WRITERS names no setting", ended.Output, StringComparison.Ordinal);
        Assert.Contains("21 checks: 19 ok, 1 warning, 1 wrong", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_makes_nothing_where_nothing_is_and_prints_no_password()
    {
        var nowhere = await GeraiProcess.RunAsync("doctor", "--data", Data);
        var away = await GeraiProcess.RunAsync(
            "doctor", "--database", "Host=127.0.0.1;Port=9;Username=gerai;Password=sesame");

        Assert.Equal((1, 1), (nowhere.ExitCode, away.ExitCode));
        Assert.False(Directory.Exists(Data));
        Assert.Contains("127.0.0.1 does not answer", away.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", away.Output + away.Errors, StringComparison.Ordinal);
    }

    private async Task AddMerchantAsync()
    {
        var added = await GeraiProcess.RunAsync(
            "merchant", "add", "--name", "Kopi Senja", "--environment", "production", "--data", Data);
        Assert.Equal(0, added.ExitCode);
    }

    private async Task<IReadOnlyList<string>> FilesAsync()
    {
        var files = new List<string>();
        foreach (var path in Directory.EnumerateFiles(Data).Order(StringComparer.Ordinal))
        {
            var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            files.Add($"{Path.GetFileName(path)} {Convert.ToBase64String(bytes)}");
        }

        return files;
    }
}

using System.Diagnostics;
using Gerai.Tests.Support;

namespace Gerai.Tests.Sdk;

/// <summary>The client compiled ahead of time, without a warning, takes a payment from a real gateway.</summary>
public sealed class NativeAotTests
{
    private const string Project = "tests/Gerai.AotTests/Gerai.AotTests.csproj";

    [Fact]
    public async Task A_native_program_charges_with_the_client_and_nothing_was_warned_about()
    {
        Assert.SkipUnless(Programs.Has("clang"), "There is no clang (Debian's packages clang and zlib1g-dev).");
        var folder = Directory.CreateTempSubdirectory("gerai-aot-");
        try
        {
            var output = Path.Combine(folder.FullName, "app");

            // Artifacts of its own: the build that runs these tests may be held by somebody else.
            var (published, said) = await RunAsync(
                "dotnet",
                "publish",
                Path.Combine(Repository.Root, Project),
                "--output",
                output,
                "--artifacts-path",
                Path.Combine(folder.FullName, "artifacts"),
                "--nodeReuse:false",
                "-maxCpuCount:1",
                "-p:UseSharedCompilation=false");
            Assert.True(published == 0 && !said.Contains("warning", StringComparison.OrdinalIgnoreCase), said);

            await using var gateway = await TestGateway.StartAsync();
            var (charged, code) = await RunAsync(
                Path.Combine(output, "Gerai.AotTests"),
                gateway.Address.AbsoluteUri,
                gateway.Merchant.ServerKey.Text);

            Assert.True(charged == 0, code);
            Assert.Equal((await gateway.StatusAsync("order-102"))["payment_code"], code.Trim());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var complaints = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await complaints);
    }
}

using System.Diagnostics;
using Gerai.Tests.Support;
using Microsoft.Playwright;

namespace Gerai.BrowserTests.Support;

/// <summary>A till's scanner before a screen: what it reads there, such as <c>QR-Code:1002311450968217</c>.</summary>
internal static class Scanner
{
    private const string Program = "zbarimg";

    public static async Task<string[]> ReadAsync(IPage page)
    {
        Assert.SkipUnless(Programs.Has(Program), $"There is no {Program} (Debian's package zbar-tools).");
        var folder = Directory.CreateTempSubdirectory("gerai-scan-");
        try
        {
            var screen = Path.Combine(folder.FullName, "screen.png");
            await page.ScreenshotAsync(new() { Path = screen, FullPage = true });
            using var process = Process.Start(new ProcessStartInfo(Program, ["--quiet", screen])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            var complaints = process.StandardError.ReadToEndAsync();
            var read = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();

            // 4 says that it found nothing, which is for the test to judge.
            Assert.True(process.ExitCode is 0 or 4, await complaints);
            return [.. read.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

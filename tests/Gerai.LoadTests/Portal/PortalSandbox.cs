using System.Diagnostics;

namespace Gerai.LoadTests.Portal;

/// <summary>A <c>gerai sandbox</c> as a person starts it, who reads from its greeting where the portal is.</summary>
internal sealed class PortalSandbox : IAsyncDisposable
{
    private const string Ready = "listening on ";

    private readonly Process process;
    private readonly List<string> greeting;

    private PortalSandbox(Process process, List<string> greeting)
    {
        this.process = process;
        this.greeting = greeting;
    }

    /// <summary>By name, as people at this machine type it.</summary>
    public Uri Address => new UriBuilder(new Uri(greeting[^1][Ready.Length..].Trim())) { Host = "localhost" }.Uri;

    public string Email => Field("sign-in");

    public string Password => Field("password");

    public static async Task<PortalSandbox> StartAsync(string folder)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "gerai"),
            ["sandbox", "--urls", "http://127.0.0.1:0", "--data", folder])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        var greeting = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            greeting.Add(line);
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                return new PortalSandbox(process, greeting);
            }
        }

        process.Dispose();
        throw new InvalidOperationException("The sandbox did not start.");
    }

    // As kill -9 does: its books stand that, and nothing in them is asked for afterwards.
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private string Field(string name) => greeting
        .Select(line => line.Trim())
        .First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();
}

using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Gerai.Tests.Cli;

/// <summary>How a gerai that has ended did end.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors);

/// <summary>The built gerai, run as the process a person or a script would start.</summary>
internal sealed class GeraiProcess : IAsyncDisposable
{
    // Generous, because a busy machine is slow; what takes longer hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly Task<string> errors;

    private GeraiProcess(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>What it has printed up to its ready line.</summary>
    public string Output => output.ToString();

    public static Task<Ended> RunAsync(params string[] arguments) =>
        RunAsync(new Dictionary<string, string>(), arguments);

    public static async Task<Ended> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        await using var gerai = Start(Built, arguments, folder: "", settings);
        return await gerai.EndAsync();
    }

    /// <summary>The same by another way to start it, and from a folder somebody stands in.</summary>
    public static async Task<Ended> RunInAsync(string folder, string program, params string[] arguments)
    {
        await using var gerai = Start(program, arguments, folder, new Dictionary<string, string>());
        return await gerai.EndAsync();
    }

    /// <summary>Starts a command that may be killed before it ends.</summary>
    public static GeraiProcess Begin(params string[] arguments) =>
        Start(Built, arguments, folder: "", new Dictionary<string, string>());

    /// <summary>Starts a server and returns when it says that it listens.</summary>
    public static Task<GeraiProcess> ServeAsync(params string[] arguments) =>
        ServeAsync(new Dictionary<string, string>(), arguments);

    public static Task<GeraiProcess> ServeAsync(
        IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        ServeAsync(Start(Built, arguments, folder: "", settings));

    /// <summary>The gerai of another folder, such as one that was published.</summary>
    public static Task<GeraiProcess> ServeAtAsync(
        string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        ServeAsync(Start(Path.Combine(folder, "gerai"), arguments, folder: "", settings));

    /// <summary>By another way to start it, and from a folder somebody stands in.</summary>
    public static Task<GeraiProcess> ServeInAsync(string folder, string program, params string[] arguments) =>
        ServeAsync(Start(program, arguments, folder, new Dictionary<string, string>()));

    private static async Task<GeraiProcess> ServeAsync(GeraiProcess gerai)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await gerai.process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            gerai.output.AppendLine(line);
            if (line.StartsWith("listening on", StringComparison.Ordinal))
            {
                return gerai;
            }
        }

        var ended = await gerai.EndAsync();
        throw new InvalidOperationException($"gerai ended with {ended.ExitCode}: {ended.Errors}");
    }

    /// <summary>The address of its ready line.</summary>
    public string Url => Output.Split("listening on ")[^1].Trim();

    /// <summary>The value printed beside a name.</summary>
    public string Field(string name) => Field(name, Output);

    public static string Field(string name, string output) => output
        .Split('\n')
        .Select(line => line.Trim())
        .First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();

    /// <summary>Asks the process to end, as Ctrl-C or an init system does.</summary>
    public async Task<Ended> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static string Built => Path.Combine(AppContext.BaseDirectory, "gerai");

    private static GeraiProcess Start(
        string program, string[] arguments, string folder, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new GeraiProcess(Process.Start(start)!);
    }

    private async Task<Ended> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        output.Append(await process.StandardOutput.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return new Ended(process.ExitCode, Output, await errors);
    }
}

using System.Net.Sockets;
using Gerai.Storage;
using Gerai.Values;
using Microsoft.Data.Sqlite;

namespace Gerai.Cli.Doctor;

/// <summary>What stands around the books: settings, the sealing key, the disk, the mail server, a node.</summary>
internal sealed class MachineChecks(GatewayFiles files, Uri? url)
{
    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const long Megabyte = 1024 * 1024;
    private const long RoomWarning = 1024 * Megabyte;
    private const long RoomWrong = 100 * Megabyte;

    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);

    private GatewayOptions? options;

    /// <summary>The key, once it has been looked at and found to be one.</summary>
    public byte[]? SealingKey { get; private set; }

    public IReadOnlyList<Check> All =>
    [
        new("settings", _ => Task.FromResult(Settings())),
        new("sealing key", _ => Task.FromResult(Key())),
        .. DatabaseFile is { } file ? [new Check("disk", _ => Task.FromResult(Disk(file)))] : Array.Empty<Check>(),
        new("mail server", MailAsync),
        .. url is null ? [] : new[] { new Check("live", LiveAsync), new Check("ready", ReadyAsync) },
    ];

    private string? DatabaseFile =>
        new System.Data.Common.DbConnectionStringBuilder { ConnectionString = files.Database }
            .ContainsKey("Data Source")
            ? Path.GetFullPath(new SqliteConnectionStringBuilder(files.Database).DataSource)
            : null;

    /// <summary>What becomes of books whose disk has so much room.</summary>
    public static Finding JudgeRoom(long bytes) => bytes switch
    {
        < RoomWrong => Finding.Wrong(
            $"{bytes / Megabyte:N0} MB are free: soon nothing can be written.", "Make room, or move to a larger disk."),
        < RoomWarning => Finding.Warning($"{bytes / Megabyte:N0} MB are free.", "Make room before it is needed."),
        _ => Finding.Ok($"{bytes / RoomWarning:N0} GB are free"),
    };

    private Finding Settings()
    {
        const string Remedy = "docs/operating.md lists all settings with their defaults.";
        try
        {
            options = SettingsFile.Apply(
                files.SettingsFile,
                new GatewayOptions { Database = files.Database, SealingKey = new byte[SecretSeal.KeyBytes] });
            options.Validate();
        }
        catch (Exception wrong) when (wrong is CommandFailure or InvalidOperationException or IOException
            or UnauthorizedAccessException)
        {
            options = null;
            return Finding.Wrong(wrong.Message, Remedy);
        }

        return SettingsFile.UnknownVariables().FirstOrDefault() is { } unknown
            ? Finding.Warning($"The variable {unknown} names no setting, and nobody reads it.", Remedy)
            : Finding.Ok(files.SettingsFile ?? "no file; the defaults and environment variables");
    }

    private Finding Key()
    {
        if (files.SealingKeyFile is not { } path)
        {
            return Finding.Wrong("No sealing key is given.", "Give --sealing-key-file FILE.");
        }

        try
        {
            SealingKey = SealingKeyFile.Read(path);
        }
        catch (Exception wrong) when (wrong is CommandFailure or IOException or UnauthorizedAccessException)
        {
            return Finding.Wrong(wrong.Message, "Bring the file back from where a copy of it is kept.");
        }

        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OfOthers) != UnixFileMode.None
            ? Finding.Wrong($"{path} may be read or written by others than its owner.", $"chmod 600 {path}")
            : Finding.Ok($"{path}, its owner's alone");
    }

    // The file system that holds the file is the longest of those that its path begins with.
    private static Finding Disk(string file) => DriveInfo.GetDrives()
        .Where(drive => file.StartsWith(drive.Name, StringComparison.Ordinal))
        .MaxBy(drive => drive.Name.Length) is { } disk
            ? JudgeRoom(disk.AvailableFreeSpace)
            : Finding.Ok("its room is not known");

    private async Task<Finding> MailAsync(CancellationToken cancel)
    {
        if (options?.Mail is not { IsOn: true } mail)
        {
            return Finding.Ok("none is set, so no mail is sent");
        }

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ConnectMax);
        try
        {
            await socket.ConnectAsync(mail.Host, mail.Port, limit.Token);
            return Finding.Ok($"{mail.Host}:{mail.Port} answers");
        }
        catch (Exception away) when (away is SocketException || limit.IsCancellationRequested)
        {
            return Finding.Wrong(
                $"{mail.Host}:{mail.Port} does not answer.", "See Mail.Host and Mail.Port, and the firewall between.");
        }
    }

    private Task<Finding> LiveAsync(CancellationToken cancel) =>
        AskAsync("/health/live", "See whether the process runs, and where it listens (--urls).", cancel);

    private Task<Finding> ReadyAsync(CancellationToken cancel) =>
        AskAsync("/health/ready", "See its log: it is leaving, or its database takes no writes.", cancel);

    private async Task<Finding> AskAsync(string path, string remedy, CancellationToken cancel)
    {
        using var http = Connection.To(url!);
        try
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancel);
            var said = (await answer.Content.ReadAsStringAsync(cancel)).Trim();
            return answer.IsSuccessStatusCode
                ? Finding.Ok($"{url} says {said}")
                : Finding.Wrong($"{url} says {(int)answer.StatusCode}: {Brief(said)}", remedy);
        }
        catch (Exception lost) when (Connection.IsLost(lost, cancel))
        {
            return Finding.Wrong($"{url} does not answer.", remedy);
        }
    }

    // What is no gateway may answer with a page.
    private static string Brief(string text) => text.Split('\n')[0] is { Length: <= 80 } line ? line : text[..80];
}

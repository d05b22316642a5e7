using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gerai.Storage;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Cli.Commands;

/// <summary>gerai archive: old payments into files of their own, and then out of the books.</summary>
internal static class ArchiveCommand
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Option<DateOnly?> Until = new("--until")
    {
        Description = "Payments charged before this day, Western Indonesian Time, such as 2026-01-01.",
        HelpName = "DATE",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var day))
            {
                return day;
            }

            result.AddError($"{text} is not a day such as 2026-01-01.");
            return null;
        },
    };

    private static readonly Option<string?> To = Folder("--to", "Folder of the archive; made when it is new.");

    private static readonly Option<bool> Remove = new("--remove")
    {
        Description = "Take out of the books what stands in the archive already; at the earliest after 90 days.",
    };

    private static readonly Option<string?> Check = Folder(
        "--check", "Look whether an archive is whole; no books are needed.");

    private static readonly Option<string?> Find = new("--find")
    {
        Description = "Print a payment out of an archive, by order id, transaction id or payment code.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> In = Folder("--in", "Folder of the archive to look in.");

    private static readonly GatewayPlace Place = new();

    public static Command New()
    {
        var archive = new ExampleCommand(
            "archive",
            "Write old payments into an archive, check one, look into it, and take from the books what is in it.",
            "gerai archive --until 2026-01-01 --to /srv/archive --data ./gerai-data",
            "gerai archive --check /srv/archive",
            "gerai archive --until 2026-01-01 --to /srv/archive --remove --data ./gerai-data",
            "gerai archive --find order-101 --in /srv/archive")
        {
            Until, To, Remove, Check, Find, In,
        };
        Place.AddTo(archive);
        archive.Validators.Add(result =>
        {
            var ways = new (Option, Option?)[] { (Until, To), (Check, null), (Find, In) };
            var chosen = ways.Count(way => result.GetResult(way.Item1) is not null);
            var isWhole = ways.All(way => way.Item2 is null
                || (result.GetResult(way.Item1) is null) == (result.GetResult(way.Item2) is null));
            if (chosen != 1 || !isWhole)
            {
                result.AddError(
                    "Give --until DATE and --to FOLDER, or --check FOLDER, or --find NAME and --in FOLDER.");
            }
        });
        archive.SetAction(RunAsync);
        return archive;
    }

    private static Option<string?> Folder(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FOLDER",
    };

    private static async Task<int> RunAsync(ParseResult asked, CancellationToken cancel)
    {
        try
        {
            return asked.GetValue(Check) is { } folder ? await CheckAsync(folder, cancel)
                : asked.GetValue(Find) is { } name ? await FindAsync(name, asked.GetValue(In)!, cancel)
                : asked.GetValue(Remove) ? await RemoveAsync(asked, cancel)
                : await ExportAsync(asked, cancel);
        }
        catch (ArchiveRefusal refusal)
        {
            throw new CommandFailure(refusal.Message);
        }
    }

    private static async Task<int> ExportAsync(ParseResult asked, CancellationToken cancel)
    {
        await using var gateway = await GatewayApp.OpenAsync(Place.Read(asked), cancel);
        var export = new ArchiveExport(gateway.Services.GetRequiredService<Database>());
        var end = await CopyProgress.ShowAsync(
            tell => export.RunAsync(asked.GetValue(To)!, UntilOf(asked), tell, cancel),
            "looking for payments",
            "payments",
            "archived");
        foreach (var file in end.NewFiles)
        {
            Output.Line($"{file.File}: {Count(file.Payments)} payments, SHA-256 {file.Sha256}");
        }

        Totals(ArchiveManifest.Sum(end.NewFiles));
        Output.Line($"archived {Count(end.Payments)} payments, {Count(end.WereThere)} were there already, "
            + $"{Count(end.NotEnded)} have not ended");
        return ExitCode.Success;
    }

    private static async Task<int> RemoveAsync(ParseResult asked, CancellationToken cancel)
    {
        await using var gateway = await GatewayApp.OpenAsync(Place.Read(asked), cancel);
        var removal = ActivatorUtilities.CreateInstance<ArchiveRemoval>(gateway.Services);
        var end = await CopyProgress.ShowAsync(
            tell => removal.RunAsync(asked.GetValue(To)!, UntilOf(asked), AtThisMachine.Actor, tell, cancel),
            "checking the archive",
            "payments",
            "removed");
        foreach (var (reason, number) in end.Stayed)
        {
            Output.Line($"{Count(number)} payments stay in the books: {reason}");
        }

        Output.Line($"removed {Count(end.Removed)} payments, {Output.Rupiah(end.Rupiah)}, from the books");
        return ExitCode.Success;
    }

    private static async Task<int> CheckAsync(string path, CancellationToken cancel)
    {
        using var folder = ArchiveFolder.OpenForReading(path);
        var manifest = await folder.ReadManifestAsync(cancel);
        if (manifest.Files.Count == 0)
        {
            throw new ArchiveRefusal($"There is no archive in {path}.");
        }

        var wrong = await CopyProgress.ShowAsync(
            tell => ArchiveCheck.RunAsync(folder, manifest, tell, cancel), "reading", "payments", "read");
        foreach (var sentence in wrong)
        {
            Output.Complain(sentence);
        }

        if (wrong.Count > 0)
        {
            return ExitCode.Refused;
        }

        Totals(manifest.Statuses);
        Output.Line($"whole: {Count(manifest.Files.Count)} files, "
            + $"{Count(manifest.Files.Sum(file => file.Payments))} payments");
        return ExitCode.Success;
    }

    private static async Task<int> FindAsync(string name, string path, CancellationToken cancel)
    {
        using var folder = ArchiveFolder.OpenForReading(path);
        var manifest = await folder.ReadManifestAsync(cancel);
        var found = await ArchiveCheck.FindAsync(folder, manifest, name, cancel);
        foreach (var (file, payment) in found)
        {
            using var memory = new MemoryStream();
            using (var json = new Utf8JsonWriter(memory, Readable))
            {
                payment.Write(json);
            }

            Output.Line(Encoding.UTF8.GetString(memory.ToArray()));
            Output.Line($"from {file}");
        }

        return found.Count > 0
            ? ExitCode.Success
            : throw new CommandFailure($"There is no payment called {name} in this archive.");
    }

    private static DateTimeOffset UntilOf(ParseResult asked) =>
        WesternIndonesianTime.StartOf(asked.GetValue(Until)!.Value);

    private static void Totals(IReadOnlyDictionary<string, ArchivedTotal> statuses)
    {
        foreach (var (status, total) in statuses)
        {
            Output.Line($"{status}: {Count(total.Payments)} payments, {Output.Rupiah(total.Rupiah)}");
        }
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

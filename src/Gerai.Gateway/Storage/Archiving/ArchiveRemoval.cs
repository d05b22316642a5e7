using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// Takes out of the books what is in an archive, letter for letter: every payment in one transaction with all that
/// belongs to it, and only if nothing can happen to it any more. What differs stays.
/// </summary>
internal sealed class ArchiveRemoval(Database database, GroupCommit group, SecretSeal seal, TimeProvider time)
{
    /// <summary>
    /// A store network repeats a message that it got no answer to for days, and its advices for weeks. A payment that
    /// was removed before that would make unmatched money of them.
    /// </summary>
    public static readonly TimeSpan Youngest = TimeSpan.FromDays(90);

    public const string TooYoung = "something happened to them in the last 90 days";
    public const string NotEnded = "pending, or still being told";
    public const string NotCounted = "not in the figures yet: let the gateway run for an hour";
    public const string NotArchived = "not in the archive as they are in the books: run gerai archive without --remove";
    public const string Changed = "changed while they were being removed";

    // So many share one commit; what fails of them stays, and the others go.
    private const int AtOnce = 20;

    private readonly ArchiveBooks books = new(database);
    private readonly Dictionary<string, long> stayed = new(StringComparer.Ordinal);
    private long removed;
    private long rupiah;

    /// <param name="path">The folder of the archive. All of it is checked before anything is removed.</param>
    /// <param name="until">Only payments charged before this moment.</param>
    /// <param name="by">In whose name the activity log tells it.</param>
    /// <param name="tell">Is told how far it has come.</param>
    /// <param name="cancel">When to stop; what was removed by then stays removed.</param>
    public async Task<RemovalEnd> RunAsync(
        string path, DateTimeOffset until, Actor by, Action<CopyNews> tell, CancellationToken cancel)
    {
        if (until > time.GetUtcNow() - Youngest)
        {
            throw new ArchiveRefusal("Payments are removed from the books at the earliest 90 days after their charge.");
        }

        using var folder = ArchiveFolder.OpenForWriting(path);
        var manifest = await folder.ReadManifestAsync(cancel);
        if (await ArchiveCheck.RunAsync(folder, manifest, _ => { }, cancel) is [var wrong, ..])
        {
            throw new ArchiveRefusal($"The archive is not whole, so nothing was removed. {wrong}");
        }

        var total = 0L;
        var merchants = manifest.Files.Select(file => file.MerchantId).Distinct().ToList();
        foreach (var merchant in merchants)
        {
            total += await books.CountAsync(merchant, until, cancel);
        }

        foreach (var merchant in merchants)
        {
            await RemoveAsync(folder, manifest, merchant, until, by, total, tell, cancel);
        }

        return new RemovalEnd { Removed = removed, Rupiah = rupiah, Stayed = stayed };
    }

    private async Task RemoveAsync(
        ArchiveFolder folder,
        ArchiveManifest manifest,
        string merchant,
        DateTimeOffset until,
        Actor by,
        long total,
        Action<CopyNews> tell,
        CancellationToken cancel)
    {
        var counted = await books.CountedUntilAsync(merchant, cancel);
        var files = manifest.Files.Where(file => file.MerchantId == merchant).ToLookup(file => file.Month);
        ArchivedMonth? there = null;
        var (month, isNoted) = ("", false);
        var chosen = new List<ArchivedPayment>(AtOnce);
        try
        {
            await foreach (var payment in books.PaymentsAsync(merchant, until, cancel))
            {
                if (ArchiveBooks.MonthOf(payment.Key) is var own && own != month)
                {
                    await RemoveAsync(chosen, cancel);
                    there = await NextAsync(there, new ArchivedMonth(folder, files[own], cancel));
                    (month, isNoted) = (own, false);
                }

                var archived = await there!.FindAsync(payment);
                if (WhyNot(payment, archived, counted) is { } reason)
                {
                    Stay(reason);
                    continue;
                }

                if (!isNoted)
                {
                    await NoteAsync(merchant, month, there.Files, by, cancel);
                    isNoted = true;
                }

                chosen.Add(archived!);
                if (chosen.Count == AtOnce)
                {
                    await RemoveAsync(chosen, cancel);
                    tell(new CopyNews($"{merchant} {month}", removed + stayed.Values.Sum(), total, removed));
                }
            }

            await RemoveAsync(chosen, cancel);
        }
        finally
        {
            await NextAsync(there, null);
        }
    }

    private string? WhyNot(ArchivedPayment payment, ArchivedPayment? archived, long counted) =>
        !payment.HasEnded ? NotEnded
        : payment.LastAtMs >= (time.GetUtcNow() - Youngest).ToUnixTimeMilliseconds() ? TooYoung
        : payment.ChangedAtMs >= counted ? NotCounted
        : archived is null ? NotArchived
        : null;

    private async Task RemoveAsync(List<ArchivedPayment> chosen, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var gone = await Task.WhenAll(chosen.Select(archived => group.WriteAsync(
            Slot.Of((int)archived.Slot), session => ArchivedRows.TakeOut(session, archived), cancel)));
        foreach (var (archived, isGone) in chosen.Zip(gone))
        {
            if (isGone)
            {
                removed++;
                rupiah += archived.Rupiah;
            }
            else
            {
                Stay(Changed);
            }
        }

        if (chosen.Count > 0)
        {
            chosen.Clear();

            // Nothing ends this pause early: it leaves four fifths of the time in which somebody writes to payments.
            await Task.Delay(time.GetElapsedTime(began) * 4, time, cancel);
        }
    }

    // Before the first is removed: a line too many is better than a payment that went without one.
    private Task<bool> NoteAsync(
        string merchant, string month, IReadOnlyList<ArchivedFile> files, Actor by, CancellationToken cancel)
    {
        var line = new Activity
        {
            Merchant = MerchantId.Parse(merchant),
            Kind = ActivityKind.PaymentsArchived,
            By = by,
            At = time.GetUtcNow(),
            About = month,
            After = string.Join(", ", files.Select(file => $"{file.Payments} in {file.File}, SHA-256 {file.Sha256}")),
        };
        return group.WriteAsync(
            session =>
            {
                ActivityLines.Append(session, seal, line);
                return true;
            },
            cancel);
    }

    private void Stay(string reason) => stayed[reason] = stayed.GetValueOrDefault(reason) + 1;

    private static async ValueTask<ArchivedMonth?> NextAsync(ArchivedMonth? last, ArchivedMonth? next)
    {
        if (last is not null)
        {
            await last.DisposeAsync();
        }

        return next;
    }
}

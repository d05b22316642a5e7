using Gerai.Notifications;

namespace Gerai.Storage;

/// <summary>What waits to be done, by the gateway or by a person.</summary>
internal sealed class WorkChecks(BooksLook look, TimeProvider time)
{
    // A node that runs tells within seconds, and expires within seconds.
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(10);

    private BooksHealth? health;

    public IReadOnlyList<Check> All =>
    [
        new("notifications", cancel => OfAsync(Notifications, cancel)),
        new("endpoints", cancel => OfAsync(Endpoints, cancel)),
        new("dead letters", cancel => OfAsync(DeadLetters, cancel)),
        new("expiry", cancel => OfAsync(Expiry, cancel)),
        new("unmatched money", cancel => OfAsync(Unmatched, cancel)),
    ];

    // One read serves all of them.
    private async Task<Finding> OfAsync(Func<BooksHealth, Finding> judge, CancellationToken cancel)
    {
        health ??= await new BooksHealthReader(look.Database).ReadAsync(time.GetUtcNow(), cancel);
        return judge(health);
    }

    private Finding Notifications(BooksHealth now) => IsLate(now.OldestDueAt, out var age)
        ? Finding.Warning(
            $"{Count(now.Waiting)} wait, the oldest for {age}.",
            "See whether a node runs, and whether it may call the merchants' servers.")
        : Finding.Ok(now.Waiting == 0 ? "none waits" : $"{Count(now.Waiting)} wait, none for long");

    private static Finding Endpoints(BooksHealth now) => now.OpenCircuits == 0
        ? Finding.Ok("no merchant's server is left alone")
        : Finding.Warning(
            $"{Count(now.OpenCircuits)} servers of merchants keep failing and are left alone for a while.",
            "They are tried again by themselves; the operator's page Health shows how many.");

    private static Finding DeadLetters(BooksHealth now) => now.DeadLetters == 0
        ? Finding.Ok("none in the last day")
        : Finding.Warning(
            $"{Count(now.DeadLetters)} notifications were given up in the last day.",
            "The operator's page Dead letters lists them and sends them again.");

    private Finding Expiry(BooksHealth now) => IsLate(now.OldestOverdueAt, out var age)
        ? Finding.Warning(
            $"{Count(now.Overdue)} payments are past their time and not written down, the oldest for {age}.",
            "See whether a node runs: it does this by itself.")
        : Finding.Ok("no payment is past its time for long");

    private static Finding Unmatched(BooksHealth now) => now.Unmatched == 0
        ? Finding.Ok("every rupiah has its payment")
        : Finding.Warning(
            $"{Count(now.Unmatched)} payments at counters fit no payment here.",
            "gerai unmatched lists them; a person decides in the portal.");

    private bool IsLate(DateTimeOffset? since, out string age)
    {
        var late = time.GetUtcNow() - since ?? TimeSpan.Zero;
        age = late switch
        {
            { TotalDays: >= 2 } => $"{late.TotalDays:N0} days",
            { TotalHours: >= 2 } => $"{late.TotalHours:N0} hours",
            _ => $"{late.TotalMinutes:N0} minutes",
        };
        return late > LateAfter;
    }

    private static string Count(int number) =>
        number >= BooksHealth.CountMax ? $"more than {BooksHealth.CountMax - 1:N0}" : $"{number:N0}";
}

using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Gerai.LoadTests.Crash;

/// <summary>
/// Holds what the books say at the end against what customers and shops know. The policy is told here a second time, in
/// the documentation's words (protocol 6.21 to 6.29), so that a mistake in it does not excuse itself.
/// </summary>
internal sealed class CrashAudit(DbConnection books, FlakyShops shops)
{
    public const long Amount = 44_000;

    private const int Statuses = 2;

    /// <summary>What was found, a sentence each; the first thing that is wrong is an exception.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(int payments)
    {
        if (books is SqliteConnection)
        {
            Same("ok", await books.ExecuteScalarAsync<string>("pragma integrity_check"), "integrity of the database");
        }

        var (count, sum) = await books.QuerySingleAsync<(long, long)>(
            "select count(*), cast(sum(amount_rupiah) as bigint) from payments where status = 'Settled'");
        Same(payments, count, "payments settled");
        Same(payments, await books.ExecuteScalarAsync<long>("select count(*) from payments"), "payments in the books");
        Same(payments * Amount, sum, "rupiah collected");

        var told = (await books.QueryAsync<(string Event, string State)>(
            "select transaction_id || '.' || version, state from notifications")).ToList();
        Same(payments * Statuses, told.Count, "notifications");
        var attempts = (await books.QueryAsync<(string Event, long Number, string Result, long? Status)>(
                """
                select transaction_id || '.' || version, number, result, http_status from attempts
                order by transaction_id, version, number
                """))
            .ToLookup(row => row.Event);
        foreach (var (eventId, state) in told)
        {
            Follow(eventId, state, [.. attempts[eventId]]);
        }

        return Findings(payments, told, attempts.Sum(event_ => event_.Count()));
    }

    // Whether each attempt was made, met what it says, and was followed by what the policy says.
    private void Follow(
        string eventId, string state, IReadOnlyList<(string Event, long Number, string Result, long? Status)> attempts)
    {
        for (var number = 1; number <= attempts.Count; number++)
        {
            var attempt = attempts[number - 1];
            var met = FlakyShops.AnswerTo(eventId, number);
            Same(number, attempt.Number, $"number of an attempt at {eventId}");
            Same(met == FlakyShops.Dropped ? null : met, attempt.Status, $"what attempt {number} at {eventId} met");
            Same(true, shops.Calls.ContainsKey((eventId, number)), $"whether a shop saw attempt {number} at {eventId}");
            var isLast = number == attempts.Count;
            var mayRetry = met != 200 && RetriesAllowed(met) > number - 1;
            Same(!isLast, mayRetry, $"whether attempt {number} at {eventId} is followed by another");
        }

        Same(true, attempts.Count > 0, $"whether {eventId} was told at all");
        var isDelivered = FlakyShops.AnswerTo(eventId, attempts.Count) == 200;
        Same(isDelivered ? "Delivered" : "GivenUp", state, $"how {eventId} ended");
    }

    private static int RetriesAllowed(int met) => met switch
    {
        302 => 0,
        404 => 2,
        500 => 1,
        503 => 4,
        _ => 5,
    };

    private List<string> Findings(int payments, List<(string Event, string State)> told, int attempts)
    {
        var calls = shops.Calls.Values.Sum();
        var delivered = told.Count(one => one.State == "Delivered");
        string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
        return
        [
            $"Rp {Number(payments * Amount)} in the books, once for each payment that was answered as booked",
            $"{Number(told.Count)} notifications: {Number(delivered)} delivered, {Number(told.Count - delivered)} "
                + "given up, each after exactly the attempts that the policy allows; none lost",
            $"{Number(attempts)} attempts written down, {Number(calls)} calls at the shops: "
                + $"{Number(calls - attempts)} made twice because a kill came between",
        ];
    }

    private static void Same<T>(T expected, T found, string what)
    {
        if (!Equals(expected, found))
        {
            throw new InvalidOperationException($"{what}: expected {expected}, found {found}");
        }
    }
}

using Dapper;
using Gerai.Payments;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>Everything that the books keep for a while only.</summary>
internal sealed class RetainedKinds(
    Database database, GroupCommit group, IIdempotencyRepository keys, RetentionOptions options)
{
    public const string Answers = "answers";
    public const string Attempts = "attempts";
    public const string Notifications = "notifications";

    // What is ended before each pause: so little that a payment which comes meanwhile does not notice it.
    private const int Most = 250;

    // An answer that came long after the charge, such as to a resend, is not taken away the next hour.
    private static readonly TimeSpan AnswersLeast = TimeSpan.FromDays(7);

    // The smaller part before what it belongs to: an attempt without its notification is shown nowhere.
    public IReadOnlyList<Retained> All =>
    [
        OfPayments(
            Answers,
            "attempts",
            options.Answers,
            """
            update attempts set answer_body = null
            where transaction_id = @id and slot = @slot and started_at_ms < @before and answer_body is not null
            """) with
        { KeepsPlace = true },
        OfPayments(
            Attempts,
            "attempts",
            options.Attempts,
            "delete from attempts where transaction_id = @id and slot = @slot and started_at_ms < @before"),
        OfPayments(
            "forwards",
            "forwards",
            options.Attempts,
            "delete from forwards where transaction_id = @id and slot = @slot and reported_at_ms < @before"),
        OfPayments(
            "resends",
            "resends",
            options.Notifications,
            "delete from resends where transaction_id = @id and slot = @slot and at_ms < @before"),

        // Of a row that is over, due_at_ms tells when that was.
        OfPayments(
            Notifications,
            "notifications",
            options.Notifications,
            """
            delete from notifications
            where transaction_id = @id and slot = @slot and state <> 'Waiting' and due_at_ms < @before
            """),
        new()
        {
            What = "idempotency_keys",
            Life = IIdempotencyRepository.KeyLife,
            Every = TimeSpan.FromMinutes(1),
            EndSomeAsync = async (step, cancel) => step.After(
                await keys.DeleteOldAsync(step.Now, Most, cancel), Most),
        },
        ByAge(
            "refused_calls",
            options.RefusedCalls,
            """
            delete from refused_calls where (merchant_id, hour_at_ms, reason, fingerprint, address) in (
                select merchant_id, hour_at_ms, reason, fingerprint, address from refused_calls
                where hour_at_ms < @before order by hour_at_ms limit @most)
            """),
        ByAge(
            "invitations",
            options.Invitations,
            """
            delete from invitations where token_hash in (
                select token_hash from invitations
                where coalesce(ended_at_ms, expires_at_ms) < @before limit @most)
            """),

        // Idle for long or simply old: nobody is signed in by it any more.
        ByAge(
            "person_sessions",
            PersonSession.IdleMax,
            """
            delete from person_sessions where token_hash in (
                select token_hash from person_sessions
                where seen_at_ms <= @before or created_at_ms <= @old limit @most)
            """),
    ];

    private Retained ByAge(string what, TimeSpan life, string delete) => new()
    {
        What = what,
        Life = life,
        EndSomeAsync = async (step, cancel) =>
        {
            var old = (step.Now - PersonSession.LifeMax).ToUnixTimeMilliseconds();
            var ended = await group.WriteUnhurriedAsync(
                session => session.Execute(
                    delete, ("before", step.BeforeMs), ("most", (long)Most), ("old", old)),
                cancel);
            return step.After(ended, Most);
        },
    };

    // Ids begin with the time, so what belongs to payments charged before a moment is the beginning of the primary
    // key: no index is needed to find it. Each payment's rows are in one slot.
    private Retained OfPayments(string what, string table, TimeSpan life, string end) => new()
    {
        What = what,
        Life = life,
        EndSomeAsync = async (step, cancel) =>
        {
            var ids = await IdsAsync(table, step, cancel);
            var before = what == Answers ? step.Now - Shorter(life, AnswersLeast) : step.Before;
            var ended = await Task.WhenAll(ids.Select(id => group.PipelineUnhurriedAsync(
                id.Slot, session => EndAsync(session, end, id, before), cancel)));
            return step with
            {
                Place = ids is [.., var last] ? last.ToString() : step.Place,
                Ended = step.Ended + ended.Sum(),
                IsDone = ids.Count < Most,
            };
        },
    };

    private static ValueTask<int> EndAsync(
        WriteSession session, string end, TransactionId id, DateTimeOffset before) =>
        session.ExecuteAsync(
            end,
            ("id", id.ToString()),
            ("slot", (long)id.Slot.Number),
            ("before", before.ToUnixTimeMilliseconds()));

    private async Task<IReadOnlyList<TransactionId>> IdsAsync(
        string table, RetentionStep step, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var ids = await connection.QueryAsync<string>(new CommandDefinition(
            $"""
            select distinct transaction_id from {table}
            where transaction_id > @place and transaction_id < @end order by transaction_id limit {Most}
            """,
            new { place = step.Place, end = TransactionId.FirstTextOf(step.Before) },
            cancellationToken: cancel));
        return [.. ids.Select(TransactionId.Parse)];
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

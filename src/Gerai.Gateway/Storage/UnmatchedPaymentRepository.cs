using Dapper;
using Gerai.Payments;
using Gerai.People;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>Money that no pending payment waits for.</summary>
internal sealed class UnmatchedPaymentRepository(Database database, GroupCommit group, SecretSeal seal)
    : IUnmatchedPaymentRepository
{
    public Task AddAsync(UnmatchedPayment unmatched, CancellationToken cancel) => group.WriteAsync(
        SlotOf(unmatched.Code),
        session => session.Execute(
            """
            insert into unmatched_payments (network, reference, payment_code, slot, environment, amount_rupiah,
                received_at_ms, reason)
            values (@network, @reference, @code, @slot, @environment, @amount, @received, @reason)
            on conflict do nothing
            """,
            ("network", unmatched.Reference.Network),
            ("reference", unmatched.Reference.Number),
            ("code", unmatched.Code),
            ("slot", (long)SlotOf(unmatched.Code).Number),
            ("environment", unmatched.Environment.ToString()),
            ("amount", unmatched.Amount.Amount),
            ("received", unmatched.ReceivedAt.ToUnixTimeMilliseconds()),
            ("reason", unmatched.Reason.ToString())),
        cancel);

    public async Task<UnmatchedPayment?> FindAsync(StoreReference reference, string code, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<UnmatchedRow>(new CommandDefinition(
            """
            select network, reference, payment_code, environment, amount_rupiah, received_at_ms, reason,
                returned_at_ms, decided_at_ms, decided_by, decision, decision_note
            from unmatched_payments
            where network = @network and reference = @reference and payment_code = @code and slot = @slot
            """,
            new { network = reference.Network, reference = reference.Number, code, slot = (long)SlotOf(code).Number },
            cancellationToken: cancel));
        return row?.ToUnmatchedPayment();
    }

    public Task<bool> ReturnAsync(
        StoreReference reference, string code, DateTimeOffset now, CancellationToken cancel) =>
        group.WriteAsync(
            SlotOf(code),
            session => session.Execute(
                """
                update unmatched_payments set returned_at_ms = coalesce(returned_at_ms, @now)
                where network = @network and reference = @reference and payment_code = @code and slot = @slot
                """,
                ("network", reference.Network),
                ("reference", reference.Number),
                ("code", code),
                ("slot", (long)SlotOf(code).Number),
                ("now", now.ToUnixTimeMilliseconds())) == 1,
            cancel);

    public Task<bool> DecideAsync(
        UnmatchedPayment unmatched,
        UnmatchedOutcome outcome,
        string note,
        Actor by,
        DateTimeOffset now,
        CancellationToken cancel) =>
        group.WriteAsync(
            session =>
            {
                // Of several at once one still finds it undecided.
                var isDecided = session.Execute(
                    """
                    update unmatched_payments set decided_at_ms = @now, decided_by = @by, decision = @outcome,
                        decision_note = @note
                    where network = @network and reference = @reference and payment_code = @code and slot = @slot
                        and returned_at_ms is null and decided_at_ms is null
                    """,
                    ("now", now.ToUnixTimeMilliseconds()),
                    ("by", by.Name),
                    ("outcome", outcome.ToString()),
                    ("note", note),
                    ("network", unmatched.Reference.Network),
                    ("reference", unmatched.Reference.Number),
                    ("code", unmatched.Code),
                    ("slot", (long)SlotOf(unmatched.Code).Number)) == 1;
                if (isDecided)
                {
                    ActivityLines.Append(session, seal, new Activity
                    {
                        Kind = ActivityKind.UnmatchedMoneyDecided,
                        By = by,
                        At = now,
                        About = $"{unmatched.Reference.Network} {unmatched.Reference.Number} {unmatched.Code} "
                            + unmatched.Amount,
                        After = $"{outcome}: {note}",
                    });
                }

                return isDecided;
            },
            cancel);

    public async Task<IReadOnlyList<UnmatchedPayment>> ListAsync(
        UnmatchedPayment? behind, int countMax, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<UnmatchedRow>(new CommandDefinition(
            """
            select network, reference, payment_code, environment, amount_rupiah, received_at_ms, reason,
                returned_at_ms, decided_at_ms, decided_by, decision, decision_note
            from unmatched_payments where returned_at_ms is null and decided_at_ms is null
                and (received_at_ms, network, reference, payment_code) < (@at, @network, @reference, @code)
            order by received_at_ms desc, network desc, reference desc, payment_code desc limit @most
            """,
            new
            {
                at = behind?.ReceivedAt.ToUnixTimeMilliseconds() ?? long.MaxValue,
                network = behind?.Reference.Network ?? "",
                reference = behind?.Reference.Number ?? "",
                code = behind?.Code ?? "",
                most = (long)countMax,
            },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToUnmatchedPayment())];
    }

    // The code may be nobody's, so the slot comes from its text: a repeat brings the same text.
    private static Slot SlotOf(string code) => Slot.OfText(code);

    private sealed class UnmatchedRow
    {
        public required string Network { get; init; }

        public required string Reference { get; init; }

        public required string PaymentCode { get; init; }

        public required string Environment { get; init; }

        public required long AmountRupiah { get; init; }

        public required long ReceivedAtMs { get; init; }

        public required string Reason { get; init; }

        public long? ReturnedAtMs { get; init; }

        public long? DecidedAtMs { get; init; }

        public string? DecidedBy { get; init; }

        public string? Decision { get; init; }

        public string? DecisionNote { get; init; }

        public UnmatchedPayment ToUnmatchedPayment() => new()
        {
            Reference = StoreReference.Of(Network, Reference),
            Environment = Enum.Parse<GatewayEnvironment>(Environment),
            Code = PaymentCode,
            Amount = Rupiah.Of(AmountRupiah),
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(ReceivedAtMs),
            Reason = Enum.Parse<RejectionReason>(Reason),
            ReturnedAt = ReturnedAtMs is { } returned ? DateTimeOffset.FromUnixTimeMilliseconds(returned) : null,
            Decision = DecidedAtMs is { } decided
                ? new UnmatchedDecision(
                    Enum.Parse<UnmatchedOutcome>(Decision!),
                    DecisionNote!,
                    DecidedBy!,
                    DateTimeOffset.FromUnixTimeMilliseconds(decided))
                : null,
        };
    }
}

using Dapper;
using Gerai.Payments;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// Idempotency keys. The answered key is written in the transaction of the change it answers for, so after a crash a
/// key is either free or tells of a payment that is there.
/// </summary>
internal sealed class IdempotencyRepository(Database database, GroupCommit group) : IIdempotencyRepository
{
    // A request that has not ended by now never will: its process is gone. Should it be slow instead, its own write
    // finds the claim lost and changes nothing.
    private static readonly TimeSpan ClaimLife = TimeSpan.FromSeconds(30);

    // Each round is lost only to another node's success, so more than a few in a row is a bug, not bad luck.
    private const int AttemptsMax = 20;

    public Task<IdempotencyState> ClaimAsync(
        MerchantId merchant, string key, DateTimeOffset now, CancellationToken cancel) =>
        group.PipelineAsync<IdempotencyState>(
        SlotOf(merchant, key),
        async session =>
        {
            var claim = new IdempotencyClaim(merchant, key, Milliseconds(now));

            // On PostgreSQL another node may free, answer or take over the key between these statements. Then what was
            // read is old, and it is read again.
            for (var attempt = 1; attempt <= AttemptsMax; attempt++)
            {
                if (await InsertAsync(session, claim))
                {
                    return new IdempotencyState.Claimed(claim);
                }

                if (await FindAsync(session, claim) is not { } seen)
                {
                    continue;
                }

                if (now - seen.ClaimedAt < (seen.Id is null ? ClaimLife : IIdempotencyRepository.KeyLife))
                {
                    return seen.Id is null
                        ? new IdempotencyState.Running()
                        : new IdempotencyState.Answered(TransactionId.Parse(seen.Id), seen.Version);
                }

                if (await TakeOverAsync(session, claim, seen))
                {
                    return new IdempotencyState.Claimed(claim);
                }
            }

            throw new InvalidOperationException($"An idempotency key changed hands {AttemptsMax} times.");
        },
        cancel);

    // A key that was answered stays: the release may come from a request that does not know it has succeeded.
    public Task ReleaseAsync(IdempotencyClaim claim, CancellationToken cancel) => group.PipelineAsync(
        SlotOf(claim.Merchant, claim.Key),
        session => session.ExecuteAsync(
            """
            delete from idempotency_keys
            where merchant_id = @merchant and idempotency_key = @key and slot = @slot and claimed_at_ms = @claimed
                and transaction_id is null
            """,
            ("merchant", claim.Merchant.ToString()),
            ("key", claim.Key),
            ("slot", (long)SlotOf(claim.Merchant, claim.Key).Number),
            ("claimed", claim.ClaimedAt.ToUnixTimeMilliseconds())),
        cancel);

    // A key that was taken over since it was seen is young again, and stays.
    public async Task<int> DeleteOldAsync(DateTimeOffset now, int most, CancellationToken cancel)
    {
        var old = await OldAsync(now - IIdempotencyRepository.KeyLife, most, cancel);
        var deleted = await Task.WhenAll(old.Select(key => group.PipelineUnhurriedAsync(
            Slot.Of((int)key.Slot), session => DeleteAsync(session, key), cancel)));
        return deleted.Sum();
    }

    /// <summary>
    /// Notes which version answers the key of this change. False when the key is another request's by now.
    /// </summary>
    public static async ValueTask<bool> TryAnswerAsync(WriteSession session, PaymentChange change) =>
        change.Claim is not { } claim
        || await SetAnswerAsync(session, claim, change.Payment.Id.ToString(), change.Payment.Version);

    /// <summary>The change was not written after all, so nothing answers the key yet.</summary>
    public static async ValueTask TakeBackAnswerAsync(WriteSession session, PaymentChange change)
    {
        if (change.Claim is { } claim)
        {
            await SetAnswerAsync(session, claim, null, null);
        }
    }

    private static async ValueTask<bool> SetAnswerAsync(
        WriteSession session, IdempotencyClaim claim, string? id, long? version) =>
        await session.ExecuteAsync(
            """
            update idempotency_keys set transaction_id = @id, version = @version
            where merchant_id = @merchant and idempotency_key = @key and slot = @slot and claimed_at_ms = @claimed
            """,
            ("id", id),
            ("version", version),
            ("merchant", claim.Merchant.ToString()),
            ("key", claim.Key),
            ("slot", (long)SlotOf(claim.Merchant, claim.Key).Number),
            ("claimed", claim.ClaimedAt.ToUnixTimeMilliseconds())) == 1;

    private async Task<IReadOnlyList<OldKey>> OldAsync(DateTimeOffset before, int most, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var keys = await connection.QueryAsync<OldKey>(new CommandDefinition(
            """
            select merchant_id, idempotency_key, slot, claimed_at_ms from idempotency_keys
            where claimed_at_ms < @before order by claimed_at_ms limit @most
            """,
            new { before = before.ToUnixTimeMilliseconds(), most = (long)most },
            cancellationToken: cancel));
        return [.. keys];
    }

    private static ValueTask<int> DeleteAsync(WriteSession session, OldKey key) => session.ExecuteAsync(
        """
        delete from idempotency_keys
        where merchant_id = @merchant and idempotency_key = @key and slot = @slot and claimed_at_ms = @seen
        """,
        ("merchant", key.MerchantId),
        ("key", key.IdempotencyKey),
        ("slot", key.Slot),
        ("seen", key.ClaimedAtMs));

    private static async ValueTask<bool> InsertAsync(
        WriteSession session, IdempotencyClaim claim) => await session.ExecuteAsync(
        """
        insert into idempotency_keys (merchant_id, idempotency_key, slot, claimed_at_ms)
        values (@merchant, @key, @slot, @claimed) on conflict do nothing
        """,
        ("merchant", claim.Merchant.ToString()),
        ("key", claim.Key),
        ("slot", (long)SlotOf(claim.Merchant, claim.Key).Number),
        ("claimed", claim.ClaimedAt.ToUnixTimeMilliseconds())) == 1;

    private static async ValueTask<SeenKey?> FindAsync(
        WriteSession session, IdempotencyClaim claim) => await session.QueryAsync(
        """
        select claimed_at_ms, transaction_id, version from idempotency_keys
        where merchant_id = @merchant and idempotency_key = @key and slot = @slot
        """,
        row => new SeenKey(
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)),
            row.IsDBNull(1) ? null : row.GetString(1),
            row.IsDBNull(2) ? 0 : (int)row.GetInt64(2)),
        ("merchant", claim.Merchant.ToString()),
        ("key", claim.Key),
        ("slot", (long)SlotOf(claim.Merchant, claim.Key).Number)) is [var seen] ? seen : null;

    private static async ValueTask<bool> TakeOverAsync(
        WriteSession session, IdempotencyClaim claim, SeenKey seen) => await session.ExecuteAsync(
        """
        update idempotency_keys set claimed_at_ms = @claimed, transaction_id = null, version = null
        where merchant_id = @merchant and idempotency_key = @key and slot = @slot
            and claimed_at_ms = @seen and coalesce(transaction_id, '') = @seen_id
        """,
        ("claimed", claim.ClaimedAt.ToUnixTimeMilliseconds()),
        ("merchant", claim.Merchant.ToString()),
        ("key", claim.Key),
        ("slot", (long)SlotOf(claim.Merchant, claim.Key).Number),
        ("seen", seen.ClaimedAt.ToUnixTimeMilliseconds()),
        ("seen_id", seen.Id ?? "")) == 1;

    private static Slot SlotOf(MerchantId merchant, string key) => Slot.OfText($"{merchant}\n{key}");

    private static DateTimeOffset Milliseconds(DateTimeOffset moment) =>
        DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds());

    private sealed class OldKey
    {
        public required string MerchantId { get; init; }

        public required string IdempotencyKey { get; init; }

        public required long Slot { get; init; }

        public required long ClaimedAtMs { get; init; }
    }

    private sealed record SeenKey(DateTimeOffset ClaimedAt, string? Id, int Version);
}

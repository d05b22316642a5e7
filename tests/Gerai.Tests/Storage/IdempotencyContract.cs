using Gerai.Payments;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>
/// What <see cref="IIdempotencyRepository"/> promises, and its part in the writes of payments (protocol 1e).
/// </summary>
public abstract class IdempotencyContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Key = "a key with 'quotes' and blanks";

    private static readonly TimeSpan ClaimLife = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan KeyLife = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task A_free_key_is_the_callers_and_then_running_for_everybody_else()
    {
        var claim = await ClaimedAsync(Now);

        Assert.Equal(new IdempotencyClaim(Some.MerchantId, Key, Now), claim);
        Assert.IsType<IdempotencyState.Running>(await ClaimAsync(Now));
        Assert.IsType<IdempotencyState.Running>(await ClaimAsync(Now + ClaimLife - Moment));
    }

    [Fact]
    public async Task Keys_belong_to_a_merchant_in_an_environment()
    {
        await ClaimedAsync(Now);
        var production = MerchantId.Of(GatewayEnvironment.Production, Some.MerchantId.Number);
        var neighbour = MerchantId.Of(GatewayEnvironment.Sandbox, "G100200301");

        Assert.IsType<IdempotencyState.Claimed>(await Keys.ClaimAsync(production, Key, Now, Cancel));
        Assert.IsType<IdempotencyState.Claimed>(await Keys.ClaimAsync(neighbour, Key, Now, Cancel));
        Assert.IsType<IdempotencyState.Claimed>(await Keys.ClaimAsync(Some.MerchantId, Key + "2", Now, Cancel));
    }

    [Fact]
    public async Task The_clocks_fractions_of_a_millisecond_do_not_lose_a_claim()
    {
        var claim = await ClaimedAsync(Now + TimeSpan.FromTicks(7));

        Assert.Equal(WriteResult.Written, await Payments.OpenAsync(Opening(NewPayment(), claim: claim), Cancel));
    }

    // Protocol 1.39.
    [Fact]
    public async Task A_charge_answers_its_key_for_five_minutes()
    {
        var claim = await ClaimedAsync(Now);
        var payment = NewPayment();
        Assert.Equal(WriteResult.Written, await Payments.OpenAsync(Opening(payment, claim: claim), Cancel));

        var answered = new IdempotencyState.Answered(payment.Id, 1);
        Assert.Equal(answered, await ClaimAsync(Now + ClaimLife));
        Assert.Equal(answered, await ClaimAsync(Now + KeyLife - Moment));
        await ClaimedAsync(Now + KeyLife);
        Assert.IsType<IdempotencyState.Running>(await ClaimAsync(Now + KeyLife + Moment));
    }

    [Fact]
    public async Task A_change_answers_its_key_with_its_own_version()
    {
        var opened = await OpenedAsync(NewPayment());
        var claim = await ClaimedAsync(Now);
        var change = Change(opened, CancelIt(opened), claim: claim);
        Assert.Equal(WriteResult.Written, await Payments.SaveAsync(change, Cancel));

        Assert.Equal(new IdempotencyState.Answered(opened.Id, 2), await ClaimAsync(Now));
    }

    [Fact]
    public async Task A_claim_nobody_ends_lapses_after_30_seconds_and_what_comes_late_writes_nothing()
    {
        var late = await ClaimedAsync(Now);
        var claim = await ClaimedAsync(Now + ClaimLife);

        Assert.Equal(
            WriteResult.ClaimLost,
            await Payments.OpenAsync(Opening(NewPayment(), ["http://127.0.0.1:9/"], late), Cancel));
        Assert.Equal((0, 0, 0), await RowsAsync());

        var opened = NewPayment();
        Assert.Equal(WriteResult.Written, await Payments.OpenAsync(Opening(opened, claim: claim), Cancel));
        Assert.Equal(
            WriteResult.ClaimLost,
            await Payments.SaveAsync(Change(opened, CancelIt(opened), ["http://127.0.0.1:9/"], late), Cancel));
        Assert.Equal((1, 1, 0), await RowsAsync());
        Assert.Equal(new IdempotencyState.Answered(opened.Id, 1), await ClaimAsync(Now + ClaimLife));
    }

    [Fact]
    public async Task A_conflict_leaves_the_key_unanswered()
    {
        var opened = await OpenedAsync(NewPayment());
        var cancelled = await SavedAsync(opened, CancelIt(opened));
        await OpenedAsync(NewPayment());
        var claim = await ClaimedAsync(Now);

        Assert.Equal(WriteResult.Conflict, await Payments.OpenAsync(Opening(NewPayment(), claim: claim), Cancel));
        Assert.Equal(
            WriteResult.Conflict, await Payments.SaveAsync(Change(opened, Pay(opened), claim: claim), Cancel));
        Assert.IsType<IdempotencyState.Running>(await ClaimAsync(Now));

        await Keys.ReleaseAsync(claim, Cancel);
        await ClaimedAsync(Now);
        Assert.Equivalent(cancelled, await Payments.FindAsync(opened.Id, Cancel), strict: true);
    }

    [Fact]
    public async Task A_released_key_is_free()
    {
        await Keys.ReleaseAsync(await ClaimedAsync(Now), Cancel);

        await ClaimedAsync(Now);
    }

    [Fact]
    public async Task A_release_does_not_free_a_key_that_is_answered_or_anothers_by_now()
    {
        var late = await ClaimedAsync(Now);
        var claim = await ClaimedAsync(Now + ClaimLife);
        await Keys.ReleaseAsync(late, Cancel);
        Assert.IsType<IdempotencyState.Running>(await ClaimAsync(Now + ClaimLife));

        var payment = NewPayment();
        Assert.Equal(WriteResult.Written, await Payments.OpenAsync(Opening(payment, claim: claim), Cancel));
        await Keys.ReleaseAsync(claim, Cancel);
        Assert.Equal(new IdempotencyState.Answered(payment.Id, 1), await ClaimAsync(Now + ClaimLife));
    }

    [Fact]
    public async Task Of_50_claims_at_once_one_wins_also_when_it_takes_over()
    {
        await using var other = Books.SecondNode();
        IIdempotencyRepository[] nodes = [Keys, new Gerai.Storage.IdempotencyRepository(other.Database, other.Group)];
        foreach (var now in new[] { Now, Now + ClaimLife, Now + ClaimLife + ClaimLife })
        {
            var states = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(
                () => nodes[i % 2].ClaimAsync(Some.MerchantId, Key, now, Cancel), Cancel)));

            Assert.Single(states.OfType<IdempotencyState.Claimed>());
            Assert.Equal(49, states.OfType<IdempotencyState.Running>().Count());
        }
    }

    [Fact]
    public async Task Two_nodes_that_claim_and_release_one_key_all_the_time_never_fail()
    {
        await using var other = Books.SecondNode();
        IIdempotencyRepository[] nodes = [Keys, new Gerai.Storage.IdempotencyRepository(other.Database, other.Group)];
        var holders = 0;
        await Task.WhenAll(nodes.Select(node => Task.Run(
            async () =>
            {
                for (var round = 0; round < 300; round++)
                {
                    if (await node.ClaimAsync(Some.MerchantId, Key, Now, Cancel) is IdempotencyState.Claimed claimed)
                    {
                        Assert.Equal(1, Interlocked.Increment(ref holders));
                        Interlocked.Decrement(ref holders);
                        await node.ReleaseAsync(claimed.Claim, Cancel);
                    }
                }
            },
            Cancel)));
    }

    [Fact]
    public async Task Old_keys_are_deleted_and_no_others()
    {
        await Keys.ClaimAsync(Some.MerchantId, "old", Now, Cancel);
        await Keys.ClaimAsync(Some.MerchantId, "young", Now + Moment, Cancel);

        Assert.Equal(0, await Keys.DeleteOldAsync(Now + KeyLife, 10, Cancel));
        Assert.Equal(1, await Keys.DeleteOldAsync(Now + KeyLife + Moment, 10, Cancel));
        Assert.Equal(["young"], await Books.ReadAsync<string>("select idempotency_key from idempotency_keys"));
    }

    private Task<IdempotencyState> ClaimAsync(DateTimeOffset now) =>
        Keys.ClaimAsync(Some.MerchantId, Key, now, Cancel);

    private async Task<IdempotencyClaim> ClaimedAsync(DateTimeOffset now) =>
        Assert.IsType<IdempotencyState.Claimed>(await ClaimAsync(now)).Claim;
}

public sealed class SqliteIdempotencyTests() : IdempotencyContract(DatabaseKind.Sqlite);

public sealed class PostgresIdempotencyTests() : IdempotencyContract(DatabaseKind.Postgres)
{
    // Only here can a second writer be in the midst of a transaction: SQLite lets in one at a time.
    [Fact]
    public async Task An_answer_that_comes_while_another_node_takes_the_key_over_is_told_and_not_wiped_out()
    {
        var late = Assert.IsType<IdempotencyState.Claimed>(
            await Keys.ClaimAsync(Some.MerchantId, "k", Now, Cancel)).Claim;
        var payment = NewPayment();

        await using var slow = await Books.Database.OpenAsync(Cancel);
        await using var transaction = await slow.BeginTransactionAsync(Cancel);
        await using var answer = slow.CreateCommand();
        answer.CommandText =
            $"""
            update idempotency_keys set transaction_id = '{payment.Id}', version = 1
            where claimed_at_ms = {late.ClaimedAt.ToUnixTimeMilliseconds()}
            """;
        Assert.Equal(1, await answer.ExecuteNonQueryAsync(Cancel));

        var claiming = Keys.ClaimAsync(Some.MerchantId, "k", Now.AddSeconds(30), Cancel);
        await Books.UntilSomebodyWaitsForALockAsync();
        await transaction.CommitAsync(Cancel);

        Assert.Equal(new IdempotencyState.Answered(payment.Id, 1), await claiming);
    }
}

using Gerai.Merchants;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IKeyCallLog"/> promises: last uses, and refused calls, never too many (10.7).</summary>
public abstract class KeyCallContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string OldKey = "SB-Mid-server-the-old-one";

    private static readonly DateTimeOffset Ended = Now.AddMinutes(-5);

    [Fact]
    public async Task The_latest_use_of_a_key_stays_whichever_node_writes_last()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var hash = Some.Seal.Hash(Some.ServerKey);
        var later = new KeyUse(Now.AddMinutes(2), "203.0.113.7");

        Assert.Null(Assert.Single(await KeysAsync()).LastUse);
        await KeyCallLog.WriteUsesAsync([(hash, later)], Cancel);
        await KeyCallLog.WriteUsesAsync([(hash, new KeyUse(Now.AddMinutes(1), "203.0.113.8"))], Cancel);

        Assert.Equal(later, Assert.Single(await KeysAsync()).LastUse);

        Task<IReadOnlyList<KeptKey>> KeysAsync() => Merchants.ServerKeysAsync(Some.MerchantId, Now, Cancel);
    }

    [Fact]
    public async Task A_refusal_with_an_ended_key_is_its_merchants_and_says_when_it_ended()
    {
        await RotatedAsync();

        await WriteAsync(Call(OldKey, calls: 3), Call(OldKey, calls: 2) with { LastAt = Now.AddSeconds(1) });

        var told = Assert.Single(await KeyCallLog.RefusedAsync(Some.MerchantId, 10, Cancel));
        Assert.Equal(
            Call(OldKey, calls: 5) with
            {
                Reason = RefusedReason.EndedKey,
                KeyEndedAt = Ended,
                LastAt = Now.AddSeconds(1),
            },
            told);
        Assert.Empty(await KeyCallLog.RefusedAsync(null, 10, Cancel));
        Assert.Empty(await KeyCallLog.RefusedWithAsync(told.Fingerprint!, 10, Cancel));
    }

    [Fact]
    public async Task What_is_nobodys_no_merchant_is_told_but_who_holds_the_key()
    {
        await RotatedAsync();
        var stranger = Call("Mid-server-of-somewhere-else");
        var none = Call(null) with { Reason = RefusedReason.NoKey, LastAt = Now.AddSeconds(-1) };

        await WriteAsync(stranger, none);

        Assert.Empty(await KeyCallLog.RefusedAsync(Some.MerchantId, 10, Cancel));
        Assert.Equal([stranger, none], await KeyCallLog.RefusedAsync(null, 10, Cancel));
        Assert.Equal([stranger], await KeyCallLog.RefusedWithAsync(stranger.Fingerprint!, 10, Cancel));
    }

    [Fact]
    public async Task A_closed_account_hears_of_the_calls_with_its_good_key()
    {
        await RotatedAsync();
        var call = Call(Some.ServerKey) with { Reason = RefusedReason.MerchantClosed };

        await WriteAsync(call);

        Assert.Equal([call], await KeyCallLog.RefusedAsync(Some.MerchantId, 10, Cancel));
    }

    [Fact]
    public async Task A_flood_is_told_apart_up_to_a_limit_and_summed_behind_it()
    {
        const int Sources = IKeyCallLog.RowsPerHourMax + 20;
        var flood = Enumerable.Range(0, Sources).Select(i => Call("guess") with { From = $"203.0.113.{i}" }).ToArray();

        await WriteAsync(flood);
        await WriteAsync(flood);

        var told = await KeyCallLog.RefusedAsync(null, 1_000, Cancel);
        Assert.Equal(IKeyCallLog.RowsPerHourMax + 1, told.Count);
        Assert.Equal(2 * Sources, told.Sum(call => call.Calls));
        Assert.Equal(40, told.Single(call => call.From is null).Calls);
    }

    [Fact]
    public async Task The_key_itself_stands_in_no_column()
    {
        await RotatedAsync();
        await WriteAsync(Call(OldKey), Call("SB-Mid-server-guessed"));

        var texts = await Books.ReadAsync<string>(
            "select merchant_id || reason || fingerprint || address || looks from refused_calls");
        Assert.Equal(2, texts.Count);
        Assert.All(texts, text => Assert.DoesNotContain("SB-", text, StringComparison.Ordinal));
    }

    private async Task RotatedAsync()
    {
        await Merchants.AddAsync(Some.Merchant() with { ServerKey = new ServerKey(OldKey) }, Now.AddDays(-1), Cancel);
        await Merchants.RotateServerKeyAsync(
            Some.MerchantId, new ServerKey(Some.ServerKey), By, Ended, Ended, Cancel);
    }

    private Task WriteAsync(params RefusedCall[] calls) => KeyCallLog.WriteRefusalsAsync(
        [.. calls.Select(call => new RefusedKeyCall(HashOf(call), call))], Cancel);

    // As the door has it from the key; these tests know their keys by the fingerprint.
    private static string? HashOf(RefusedCall call) => new[] { OldKey, Some.ServerKey, "guess" }
        .Where(key => Some.Seal.Fingerprint(key) == call.Fingerprint)
        .Select(Some.Seal.Hash)
        .FirstOrDefault(call.Fingerprint);

    private static RefusedCall Call(string? key, long calls = 1) => new()
    {
        Reason = RefusedReason.UnknownKey,
        Fingerprint = key is null ? null : Some.Seal.Fingerprint(key),
        Looks = key is null ? KeyLooks.Unlike : KeyCalls.LooksOf(key),
        From = "203.0.113.7",
        Calls = calls,
        LastAt = Now,
    };
}

public sealed class SqliteKeyCallTests() : KeyCallContract(DatabaseKind.Sqlite);

public sealed class PostgresKeyCallTests() : KeyCallContract(DatabaseKind.Postgres);

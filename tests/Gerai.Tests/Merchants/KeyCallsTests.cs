using System.Net;
using Gerai.Merchants;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Merchants;

/// <summary>What the doors note of calls with server keys, and what that costs them.</summary>
public sealed class KeyCallsTests : IAsyncLifetime
{
    private static readonly IPAddress From = IPAddress.Parse("203.0.113.7");

    private readonly FakeTimeProvider clock = new(Some.Morning);
    private TestDatabase books = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private KeyCallLog Log => new(books.Database, books.Group);

    private MerchantRepository Merchants => new(books.Database, books.Group, Some.Seal);

    public async ValueTask InitializeAsync() => books = await TestDatabase.FreshAsync(GatewayBooks.Kind);

    public ValueTask DisposeAsync() => books.DisposeAsync();

    [Fact]
    public void A_call_with_a_good_key_pays_no_memory_for_the_note()
    {
        const int Calls = 10_000;
        var calls = new KeyCalls(Log, Some.Seal, TimeProvider.System);
        calls.Used(Some.ServerKey, From);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < Calls; i++)
        {
            calls.Used(Some.ServerKey, From);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Uses_are_written_only_when_told_to_and_the_latest_alone()
    {
        await Merchants.AddAsync(Some.Merchant(), by: null, Some.Morning, Cancel);
        var calls = new KeyCalls(Log, Some.Seal, clock);
        calls.Used(Some.ServerKey, From);
        clock.Advance(TimeSpan.FromSeconds(7));
        calls.Used(Some.ServerKey, IPAddress.Parse("::ffff:203.0.113.8"));

        Assert.Null(await LastUseAsync());
        await calls.WriteDownAsync(Cancel);
        Assert.Equal(new KeyUse(Some.Morning.AddSeconds(7), "203.0.113.8"), await LastUseAsync());

        // Nothing new: the note is dropped, and comes back with the next use.
        await calls.WriteDownAsync(Cancel);
        clock.Advance(TimeSpan.FromMinutes(1));
        calls.Used(Some.ServerKey, From);
        await calls.WriteDownAsync(Cancel);
        Assert.Equal(new KeyUse(Some.Morning.AddSeconds(67), "203.0.113.7"), await LastUseAsync());

        async Task<KeyUse?> LastUseAsync() =>
            (await Merchants.ServerKeysAsync(Some.MerchantId, Some.Morning, Cancel))[0].LastUse;
    }

    [Fact]
    public async Task Guessed_keys_fill_neither_the_memory_nor_the_table()
    {
        const int Guesses = 5_000;
        var calls = new KeyCalls(Log, Some.Seal, clock);
        for (var i = 0; i < Guesses; i++)
        {
            calls.Refused($"SB-Mid-server-{i}", RefusedReason.UnknownKey, From);
        }

        await calls.WriteDownAsync(Cancel);

        var told = await Log.RefusedAsync(null, Guesses, Cancel);
        // The sum of those that the memory did not tell apart comes in any order, so it is one of the rows or one more.
        Assert.InRange(told.Count, IKeyCallLog.RowsPerHourMax, IKeyCallLog.RowsPerHourMax + 1);
        Assert.Equal(Guesses, told.Sum(call => call.Calls));
    }

    [Theory]
    [InlineData("SB-Mid-server-abc", nameof(KeyLooks.SandboxServerKey))]
    [InlineData("Mid-server-abc", nameof(KeyLooks.ProductionServerKey))]
    [InlineData("VT-server-abc", nameof(KeyLooks.ProductionServerKey))]
    [InlineData("SB-Mid-client-abc", nameof(KeyLooks.ClientKey))]
    [InlineData("Mid-client-abc", nameof(KeyLooks.ClientKey))]
    [InlineData("abc", nameof(KeyLooks.Unlike))]
    public void What_a_key_looks_like_is_a_hint(string key, string looks) =>
        Assert.Equal(Enum.Parse<KeyLooks>(looks), KeyCalls.LooksOf(key));

    // Also that a closed account's key is told as such, and that nobody is let in by being noted.
    [Fact]
    public async Task The_doors_note_who_came_with_which_key()
    {
        await Merchants.AddAsync(Some.Merchant(), by: null, Some.Morning, Cancel);
        var calls = new KeyCalls(Log, Some.Seal, clock);
        var accounts = new MerchantAccounts(Merchants, NobodyElse.Listens(), new SeededRandom(1), clock);
        var door = new MerchantAuthentication(accounts, calls);

        Assert.NotNull(await door.AuthenticateAsync(Basic(Some.ServerKey), From, Cancel));
        Assert.Null(await door.AuthenticateAsync(Basic("Mid-server-elsewhere"), From, Cancel));
        Assert.Null(await door.AuthenticateAsync(null, From, Cancel));
        await accounts.ChangeAsync(Some.Merchant() with { ClosedAt = Some.Morning }, Cancel);
        Assert.NotNull(await door.AuthenticateAsync(Basic(Some.ServerKey), From, Cancel));
        await calls.WriteDownAsync(Cancel);

        Assert.Equal(
            [RefusedReason.NoKey, RefusedReason.UnknownKey],
            (await Log.RefusedAsync(null, 9, Cancel)).Select(call => call.Reason).Order());
        var closed = Assert.Single(await Log.RefusedAsync(Some.MerchantId, 9, Cancel));
        Assert.Equal(
            (RefusedReason.MerchantClosed, Some.Seal.Fingerprint(Some.ServerKey), "203.0.113.7"),
            (closed.Reason, closed.Fingerprint, closed.From));
    }

    private static string Basic(string key) =>
        "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(key + ":"));
}

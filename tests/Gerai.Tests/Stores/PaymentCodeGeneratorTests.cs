using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Stores;

public sealed class PaymentCodeGeneratorTests : IDisposable
{
    // A domain so small that half of it can be used up: what an old key has made is then often hit by chance.
    private static readonly StoreOptions Small = new()
    {
        Indomaret = new StoreOptions().Indomaret with { CodeLength = 10 },
    };

    private const long CountersOfSmall = 10_000_000_000 / 1024;

    private readonly MemoryCodeKeys keys = new();
    private readonly FakeTimeProvider clock = new(Some.Morning);
    private readonly List<PaymentCodeGenerator> nodes = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => nodes.ForEach(node => node.Dispose());

    [Theory]
    [InlineData("G812785002", "8127")]
    [InlineData("G072317714", "7231")]
    [InlineData("G356931974", "3569")]
    [InlineData("G100200300", "1002")]
    [InlineData("G000000012", "1200")]
    public async Task An_Alfamart_code_is_16_digits_that_begin_like_the_merchants_number_3_29(
        string merchant, string prefix)
    {
        var code = await NextAsync(Node(), StoreChain.Alfamart, MerchantId.Of(GatewayEnvironment.Sandbox, merchant));

        Assert.Matches("^[0-9]{16}$", code.Code.Digits);
        Assert.StartsWith(prefix, code.Code.Digits);
    }

    [Fact]
    public async Task An_Indomaret_code_is_12_digits_and_may_begin_with_a_zero_3_28_3_30()
    {
        var node = Node();
        var codes = new List<string>();
        for (var i = 0; i < 500; i++)
        {
            codes.Add((await NextAsync(node, StoreChain.Indomaret)).Code.Digits);
        }

        Assert.All(codes, code => Assert.Matches("^[0-9]{12}$", code));
        Assert.Contains(codes, code => code.StartsWith('0'));
    }

    [Fact]
    public async Task Two_hundred_thousand_codes_are_all_different_whichever_of_four_nodes_made_them()
    {
        var parts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Node()).Select(
            (node, i) => Task.Run(() => ManyAsync(node, new SeededRandom(i), 50_000), Cancel)));
        var all = parts.SelectMany(part => part).ToList();

        Assert.Equal(200_000, all.Count);
        Assert.Equal(all.Count, all.Select(one => one.Code).Distinct().Count());
        Assert.Equal(all.Count, all.Select(one => one.Number).Distinct().Count());
    }

    [Theory]
    [InlineData(StoreChain.Alfamart)]
    [InlineData(StoreChain.Indomaret)]
    public async Task A_code_deciphers_to_the_number_and_slot_it_was_made_from(StoreChain chain)
    {
        var (node, other) = (Node(), Node());
        for (var slot = 0; slot < Slot.Count; slot += 31)
        {
            var (code, number) = await NextAsync(node, chain, slot: Slot.Of(slot));

            Assert.Equal([number], await other.DecipherAsync(chain, code, Cancel));
            Assert.Equal(slot, number.Slot.Number);
        }
    }

    [Fact]
    public async Task Digits_of_another_length_decipher_to_nothing_or_to_a_number_of_nobody()
    {
        var node = Node();

        Assert.Empty(await node.DecipherAsync(StoreChain.Alfamart, PaymentCode.Of("1002311450"), Cancel));
        Assert.Empty(await node.DecipherAsync(StoreChain.Indomaret, PaymentCode.Of(new string('1', 19)), Cancel));
        Assert.Single(await node.DecipherAsync(StoreChain.Indomaret, PaymentCode.Of(new string('9', 18)), Cancel));
    }

    [Fact]
    public async Task Neighbours_look_unrelated()
    {
        const int Codes = 2000;
        var node = Node();
        var same = 0;
        var before = (await NextAsync(node, StoreChain.Indomaret)).Code.Digits;
        for (var i = 0; i < Codes; i++)
        {
            var next = (await NextAsync(node, StoreChain.Indomaret)).Code.Digits;
            same += next.Zip(before).Count(pair => pair.First == pair.Second);
            before = next;
        }

        // One digit in ten agrees by chance; the slot and nearly all of the counter behind them were the same.
        Assert.InRange(same / (Codes * 12.0), 0.09, 0.11);
    }

    [Fact]
    public async Task Codes_of_an_older_key_still_decipher_after_the_key_was_changed()
    {
        var node = Node();
        var old = await NextAsync(node, StoreChain.Alfamart);
        await node.RotateAsync(StoreChain.Alfamart, Cancel);
        var fresh = await NextAsync(node, StoreChain.Alfamart);

        Assert.NotEqual(old.Number.Key, fresh.Number.Key);
        Assert.Contains(old.Number, await node.DecipherAsync(StoreChain.Alfamart, old.Code, Cancel));
        Assert.Contains(fresh.Number, await node.DecipherAsync(StoreChain.Alfamart, fresh.Code, Cancel));
        Assert.Contains(old.Number, await Node().DecipherAsync(StoreChain.Alfamart, old.Code, Cancel));
    }

    [Fact]
    public async Task No_new_code_equals_one_that_a_retired_key_could_have_made()
    {
        // As if the first key had made codes for years: half of its domain is used up.
        keys.CounterStart = CountersOfSmall / 2;
        var node = Node(Small);
        await NextAsync(node, StoreChain.Indomaret);
        keys.CounterStart = 0;
        await node.RotateAsync(StoreChain.Indomaret, Cancel);
        var retired = (await keys.KeysAsync(StoreChain.Indomaret, Cancel)).Single(key => key.Retired);
        for (var i = 0; i < 1000; i++)
        {
            var (code, number) = await NextAsync(node, StoreChain.Indomaret, slot: Slot.Of(i));
            var meanings = await node.DecipherAsync(StoreChain.Indomaret, code, Cancel);

            Assert.Equal(number, meanings[0]);
            Assert.True(meanings[1].Counter >= retired.CounterNext, $"{code} may have been given out before.");
        }
    }

    [Fact]
    public async Task A_key_changed_by_another_node_is_noticed_by_a_code_of_it()
    {
        var (here, there) = (Node(), Node());
        var old = await NextAsync(here, StoreChain.Alfamart);
        await there.RotateAsync(StoreChain.Alfamart, Cancel);
        var theirs = await NextAsync(there, StoreChain.Alfamart);
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains(theirs.Number, await here.DecipherAsync(StoreChain.Alfamart, theirs.Code, Cancel));
        Assert.Equal(theirs.Number.Key, (await NextAsync(here, StoreChain.Alfamart)).Number.Key);
        Assert.Contains(old.Number, await here.DecipherAsync(StoreChain.Alfamart, old.Code, Cancel));
    }

    [Fact]
    public async Task A_key_changed_by_another_node_is_noticed_when_the_counters_run_out()
    {
        var (here, there) = (Node(), Node());
        await NextAsync(here, StoreChain.Alfamart);
        await there.RotateAsync(StoreChain.Alfamart, Cancel);
        var used = new HashSet<int>();
        for (var i = 0; i < 1024; i++)
        {
            used.Add((await NextAsync(here, StoreChain.Alfamart)).Number.Key);
        }

        Assert.Equal([1, 2], used.Order());
    }

    [Fact]
    public async Task Nothing_is_given_out_when_all_codes_are_used_up_4_25()
    {
        keys.CounterStart = CountersOfSmall - 1024;
        var node = Node(Small);
        for (var i = 0; i < 1024; i++)
        {
            await NextAsync(node, StoreChain.Indomaret);
        }

        Assert.Null(await node.NextAsync(StoreChain.Indomaret, Some.MerchantId, Slot.Of(0), Cancel));

        // The first key could have made any code there is, so a second one does not help; longer codes do.
        keys.CounterStart = 0;
        await node.RotateAsync(StoreChain.Indomaret, Cancel);
        Assert.Null(await node.NextAsync(StoreChain.Indomaret, Some.MerchantId, Slot.Of(0), Cancel));
        await NextAsync(Node(), StoreChain.Indomaret);
    }

    [Fact]
    public async Task Many_charges_at_once_share_one_range_and_never_a_code()
    {
        var node = Node();
        var codes = await Task.WhenAll(Enumerable.Range(0, 2000)
            .Select(i => Task.Run(() => NextAsync(node, StoreChain.Alfamart, slot: Slot.Of(i % 8)), Cancel)));

        Assert.Equal(codes.Length, codes.Select(one => one.Code).Distinct().Count());
        Assert.Equal(1024, (await keys.KeysAsync(StoreChain.Alfamart, Cancel)).Single().CounterNext);
    }

    private PaymentCodeGenerator Node(StoreOptions? stores = null)
    {
        var node = new PaymentCodeGenerator(
            keys, stores ?? new StoreOptions(), Some.Seal, new SeededRandom(nodes.Count + 10), clock);
        nodes.Add(node);
        return node;
    }

    private static async Task<List<(PaymentCode Code, CodeNumber Number)>> ManyAsync(
        PaymentCodeGenerator node, SeededRandom random, int count)
    {
        var codes = new List<(PaymentCode, CodeNumber)>(count);
        for (var i = 0; i < count; i++)
        {
            var slot = Slot.Of((int)(random.NextFraction() * Slot.Count));
            codes.Add(await NextAsync(node, StoreChain.Indomaret, slot: slot));
        }

        return codes;
    }

    private static async Task<(PaymentCode Code, CodeNumber Number)> NextAsync(
        PaymentCodeGenerator node, StoreChain chain, MerchantId? merchant = null, Slot slot = default) =>
        await node.NextAsync(chain, merchant ?? Some.MerchantId, slot, Cancel) is { } code
            ? code
            : throw new InvalidOperationException("No code was left.");
}

using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Values;

public sealed class TransactionIdTests
{
    private static readonly long Ticks = (Some.Morning - DateTimeOffset.UnixEpoch).Ticks;

    [Fact]
    public void It_is_a_UUID_of_version_8_in_lower_case_3_3()
    {
        var id = TransactionId.Of(Ticks, Slot.Of(1023), new SeededRandom(1));

        Assert.Equal(8, id.Value.Version);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id.ToString());
    }

    [Fact]
    public void Each_of_the_1024_slots_can_be_read_from_the_text()
    {
        var random = new SeededRandom(2);
        for (var number = 0; number < Slot.Count; number++)
        {
            var id = TransactionId.Of(Ticks, Slot.Of(number), random);

            Assert.Equal(number, id.Slot.Number);
            Assert.Equal(id, TransactionId.Parse(id.ToString()));
            Assert.Equal(number, TransactionId.Parse(id.ToString()).Slot.Number);
        }
    }

    [Fact]
    public void It_starts_with_the_milliseconds_of_its_time()
    {
        var id = TransactionId.Of(Ticks, Slot.Of(0), new SeededRandom(3));

        Assert.StartsWith(Some.Morning.ToUnixTimeMilliseconds().ToString("x12"), id.ToString().Replace("-", ""));
    }

    [Fact]
    public void It_tells_when_it_was_made_and_sorts_between_that_millisecond_and_the_next()
    {
        var id = TransactionId.Of(Ticks, Slot.Of(0), new SeededRandom(3));

        Assert.Equal(Some.Morning, id.At);
        Assert.True(string.CompareOrdinal(TransactionId.FirstTextOf(Some.Morning), id.ToString()) < 0);
        Assert.True(
            string.CompareOrdinal(id.ToString(), TransactionId.FirstTextOf(Some.Morning.AddMilliseconds(1))) < 0);
    }

    [Fact]
    public void Upper_case_is_the_same_id()
    {
        var id = TransactionId.Of(Ticks, Slot.Of(77), new SeededRandom(4));

        Assert.Equal(id, TransactionId.Parse(id.ToString().ToUpperInvariant()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("order-101")]
    [InlineData("0b6f3c1e-3c5a-4f0e-9d6b-5a2f6f1c7a10")]
    [InlineData("019bbf77-2a00-8000-1000-5a2f6f1c7a10")]
    [InlineData("019bbf77-2a00-8000-d000-5a2f6f1c7a10")]
    [InlineData("019bbf772a00800090005a2f6f1c7a10")]
    [InlineData("{019bbf77-2a00-8000-9000-5a2f6f1c7a10}")]
    public void Text_of_another_form_is_no_id_of_ours(string text)
    {
        Assert.False(TransactionId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => TransactionId.Parse(text));
    }

    [Fact]
    public void Ids_of_one_tick_sort_in_the_order_they_were_handed_out()
    {
        var random = new SeededRandom(5);
        var generator = new TransactionIdGenerator(random);
        var texts = Enumerable.Range(0, 20_000)
            .Select(i => generator.Next(Some.Morning, Slot.Of(i * 7919 % Slot.Count)).ToString())
            .ToList();

        // The slot and the chance behind it must not decide: the first 64 bits already differ.
        Assert.Equal(texts.Order(StringComparer.Ordinal), texts);
        Assert.Equal(texts.Count, texts.Select(text => text[..18]).Distinct().Count());
    }

    [Fact]
    public void Ids_grow_with_the_clock_and_also_when_it_goes_back()
    {
        var generator = new TransactionIdGenerator(new SeededRandom(6));
        var moments = new[] { 0, 1, 2, 2, 1, 0, -5000, 3, 100_000 };
        var texts = moments
            .Select(milliseconds => generator.Next(Some.Morning.AddMilliseconds(milliseconds), Slot.Of(1)).ToString())
            .ToList();

        Assert.Equal(texts.Order(StringComparer.Ordinal), texts);
    }

    [Fact]
    public void Callers_at_the_same_moment_get_different_ids()
    {
        var generator = new TransactionIdGenerator(new SeededRandom(7));
        var heads = new string[10_000];
        Parallel.For(0, heads.Length, i => heads[i] = generator.Next(Some.Morning, Slot.Of(0)).ToString()[..18]);

        Assert.Equal(heads.Length, heads.Distinct().Count());
    }
}

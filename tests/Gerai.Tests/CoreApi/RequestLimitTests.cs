using Gerai.CoreApi;
using Gerai.Merchants;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.CoreApi;

/// <summary>How many requests of a merchant a node lets in, and what that costs (protocol 4.19).</summary>
public sealed class RequestLimitTests
{
    private readonly FakeTimeProvider clock = new(Some.Morning);
    private readonly Counter permits = new();

    [Fact]
    public async Task A_limit_is_asked_for_in_tenths_and_holds_for_each_second()
    {
        var limit = New(50);

        Assert.Equal(50, await EnteredAsync(limit, 70));
        Assert.Equal(10, permits.Questions);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(50, await EnteredAsync(limit, 70));
    }

    [Fact]
    public async Task Many_who_come_at_once_share_a_question()
    {
        var limit = New(50);

        var entered = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(_ => Task.Run(async () => await limit.TryEnterAsync(Some.MerchantId))));

        Assert.Equal(50, entered.Count(isIn => isIn));
        Assert.Equal(10, permits.Questions);
    }

    [Fact]
    public async Task Without_a_limit_nobody_is_asked()
    {
        Assert.Equal(1_000, await EnteredAsync(New(0), 1_000));

        Assert.Equal(0, permits.Questions);
    }

    [Fact]
    public async Task When_others_have_taken_the_rest_it_is_refused_until_the_next_second()
    {
        permits.Left = 7;

        Assert.Equal(7, await EnteredAsync(New(50), 70));
    }

    [Fact]
    public async Task While_the_database_is_away_a_node_goes_by_its_own_count()
    {
        permits.IsAway = true;
        var limit = New(50);

        Assert.Equal(50, await EnteredAsync(limit, 70));

        // One vain question for a second, and not one for each request.
        Assert.Equal(1, permits.Questions);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_not_waited_for()
    {
        permits.Answer = new TaskCompletionSource();
        var limit = New(50);
        var entering = limit.TryEnterAsync(Some.MerchantId).AsTask();

        clock.Advance(TimeSpan.FromMilliseconds(250));

        Assert.True(await entering.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    private static async Task<int> EnteredAsync(RequestLimit limit, int requests)
    {
        var entered = 0;
        for (var i = 0; i < requests; i++)
        {
            entered += await limit.TryEnterAsync(Some.MerchantId) ? 1 : 0;
        }

        return entered;
    }

    private RequestLimit New(int perSecond) => new(
        new CoreApiOptions { RequestsPerSecondMax = perSecond }, permits, clock, NullLogger<RequestLimit>.Instance);

    /// <summary>Counts questions, and can be away.</summary>
    private sealed class Counter : IRequestPermits
    {
        public int Questions { get; private set; }

        public int Left { get; set; } = int.MaxValue;

        public bool IsAway { get; set; }

        public TaskCompletionSource? Answer { get; set; }

        public async Task<int> TakeAsync(
            MerchantId merchant, long second, int wanted, int most, CancellationToken cancel)
        {
            Questions++;
            if (IsAway)
            {
                throw new IOException("The database is away.");
            }

            await (Answer?.Task ?? Task.CompletedTask);
            var got = Math.Min(wanted, Left);
            Left -= got;
            return got;
        }
    }
}

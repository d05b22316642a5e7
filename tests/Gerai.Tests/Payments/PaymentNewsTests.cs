using Gerai.Payments;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Payments;

/// <summary>Who may watch payments, and how many at once.</summary>
public sealed class PaymentNewsTests
{
    private readonly PaymentNews news = new();
    private readonly TransactionIdGenerator ids = new(new SeededRandom(1));

    [Fact]
    public void One_more_than_the_limit_is_let_in_when_another_has_left()
    {
        var watched = Enumerable.Range(0, PaymentNews.WatchersMax).Select(_ => NewId()).ToList();
        Assert.All(watched, id => Assert.True(news.TryEnter(id)));
        var late = NewId();

        Assert.False(news.TryEnter(late));
        Assert.Equal(PaymentNews.WatchersMax, news.Count);

        news.Leave(watched[0]);
        Assert.True(news.TryEnter(late));
    }

    [Fact]
    public void Only_who_watches_that_payment_is_woken()
    {
        var (paid, other) = (NewId(), NewId());
        Assert.True(news.TryEnter(paid) && news.TryEnter(other));
        var (first, second) = (news.NextAsync(paid), news.NextAsync(other));

        news.Tell(paid);

        Assert.True(first.IsCompletedSuccessfully);
        Assert.False(second.IsCompleted);
        Assert.False(news.NextAsync(paid).IsCompleted);
    }

    private TransactionId NewId() => ids.Next(Some.Morning, Slot.Of(7));
}

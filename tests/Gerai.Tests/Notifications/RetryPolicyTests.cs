using System.Globalization;
using System.Text.Json;
using Gerai.Notifications;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Notifications;

/// <summary>Protocol 6.22 to 6.29, with the table of <c>contract/notifications/retry-policy.json</c>.</summary>
public sealed class RetryPolicyTests
{
    private static readonly IReadOnlyList<TimeSpan> Waits = new NotificationOptions().Waits;
    private static readonly FixedChance Lowest = new(0);
    private static readonly FixedChance Highest = new(255);

    [Fact]
    public void Every_documented_answer_is_retried_as_often_as_the_table_says()
    {
        var rulesSeen = 0;
        foreach (var rule in Table().GetProperty("attempt_rules").EnumerateArray())
        {
            if (!rule.TryGetProperty("retries", out var retries))
            {
                Assert.Equal("307, 308", rule.GetProperty("answer").GetString());
                Assert.Equal(NotificationSender.HopsMax, rule.GetProperty("max_hops").GetInt32());
                continue;
            }

            foreach (var delivery in DeliveriesOf(rule.GetProperty("answer").GetString()!))
            {
                Assert.Equal(retries.GetInt32(), RetriesOf(delivery));
            }

            rulesSeen++;
        }

        Assert.Equal(6, rulesSeen);
    }

    [Fact]
    public void The_waits_and_the_time_limit_are_those_of_the_table()
    {
        var table = Table();
        var minutes = table.GetProperty("wait_before_retry_minutes").EnumerateArray().Select(each => each.GetInt32());
        var limit = TimeSpan.FromSeconds(table.GetProperty("timeout_seconds").GetInt32());

        Assert.Equal(minutes.Select(each => TimeSpan.FromMinutes(each)), Waits);
        Assert.Equal(limit, new NotificationOptions().TimeLimit);
    }

    [Theory]
    [InlineData(0, 30, 120)]
    [InlineData(1, 150, 600)]
    [InlineData(2, 450, 1800)]
    [InlineData(3, 1350, 5400)]
    [InlineData(4, 3150, 12600)]
    public void A_wait_is_drawn_from_a_range_that_ends_at_the_table_value_6_27(
        int retriesMade, int shortest, int longest)
    {
        var delivery = new Delivery(DeliveryResult.TimedOut, null);

        var drawnLow = RetryPolicy.NextWait(delivery, retriesMade, Waits, Lowest);
        var drawnHigh = RetryPolicy.NextWait(delivery, retriesMade, Waits, Highest);

        Assert.Equal(TimeSpan.FromSeconds(shortest), drawnLow);
        Assert.NotNull(drawnHigh);
        Assert.InRange(
            drawnHigh.Value, TimeSpan.FromSeconds(longest - 1), TimeSpan.FromSeconds(longest));
    }

    [Fact]
    public void Two_notifications_that_fail_together_are_not_retried_together()
    {
        var delivery = new Delivery(DeliveryResult.ConnectionFailed, null);

        var waits = Enumerable.Range(0, 50)
            .Select(_ => RetryPolicy.NextWait(delivery, 0, Waits, RandomSource.Secure))
            .ToHashSet();

        Assert.True(waits.Count > 40);
    }

    [Theory]
    [InlineData(404, 0, true)]
    [InlineData(404, 1, true)]
    [InlineData(404, 2, false)]
    [InlineData(500, 1, false)]
    [InlineData(503, 3, true)]
    [InlineData(503, 4, false)]
    [InlineData(401, 4, true)]
    [InlineData(401, 5, false)]
    public void The_latest_answer_alone_says_how_many_retries_there_are_6_29(int status, int retriesMade, bool goesOn)
    {
        var wait = RetryPolicy.NextWait(new Delivery(DeliveryResult.Refused, status), retriesMade, Waits, Lowest);

        Assert.Equal(goesOn, wait is not null);
    }

    [Fact]
    public void A_forbidden_address_is_not_tried_again() =>
        Assert.Equal(0, RetriesOf(new Delivery(DeliveryResult.AddressForbidden, null)));

    [Fact]
    public void A_shorter_table_of_waits_means_fewer_retries()
    {
        var delivery = new Delivery(DeliveryResult.TimedOut, null);
        IReadOnlyList<TimeSpan> two = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

        Assert.NotNull(RetryPolicy.NextWait(delivery, 1, two, Lowest));
        Assert.Null(RetryPolicy.NextWait(delivery, 2, two, Lowest));
    }

    // The schedule that Standard Webhooks proposes: where the documentation allows all retries it allows all of these.
    [Theory]
    [InlineData(401, 9)]
    [InlineData(502, 9)]
    [InlineData(400, 2)]
    [InlineData(404, 2)]
    [InlineData(500, 1)]
    [InlineData(503, 4)]
    [InlineData(302, 0)]
    [InlineData(200, 0)]
    public void A_longer_schedule_means_more_retries_but_not_where_fewer_are_documented(int status, int retries)
    {
        TimeSpan[] longer =
        [
            TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
            TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20),
            TimeSpan.FromHours(24),
        ];

        Assert.Equal(retries, RetriesOf(Answered(status), longer));
    }

    [Theory]
    [InlineData(10, 30)]
    [InlineData(30, 30)]
    [InlineData(31, 31)]
    [InlineData(3_600, 3_600)]
    [InlineData(3_630, 3_630)]
    [InlineData(3_631, 3_630)]
    [InlineData(int.MaxValue, 3_630)]
    [InlineData(-10, 30)]
    public void A_server_that_asks_for_more_time_gets_it_up_to_an_hour_more(int asked, int seconds)
    {
        var delivery = Answered(503) with { RetryAfter = TimeSpan.FromSeconds(asked) };

        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.NextWait(delivery, 0, Waits, Lowest));
        Assert.Null(RetryPolicy.NextWait(delivery, 4, Waits, Lowest));
    }

    private static int RetriesOf(Delivery delivery, IReadOnlyList<TimeSpan>? waits = null)
    {
        var made = 0;
        while (RetryPolicy.NextWait(delivery, made, waits ?? Waits, Lowest) is not null)
        {
            made++;
        }

        return made;
    }

    private static IEnumerable<Delivery> DeliveriesOf(string answer)
    {
        if (answer == "2xx")
        {
            return [Answered(200), Answered(201), Answered(202), Answered(204), Answered(299)];
        }

        if (answer.StartsWith("any other status", StringComparison.Ordinal))
        {
            int[] others = [300, 304, 401, 403, 405, 408, 410, 418, 419, 422, 429, 501, 502, 504, 599];
            return
            [
                .. others.Select(Answered),
                new Delivery(DeliveryResult.TimedOut, null),
                new Delivery(DeliveryResult.ConnectionFailed, null),
                new Delivery(DeliveryResult.TlsFailed, null),
                new Delivery(DeliveryResult.RedirectFailed, 307),
            ];
        }

        return answer.Split(", ").Select(status => Answered(int.Parse(status, CultureInfo.InvariantCulture)));
    }

    private static Delivery Answered(int status) => status switch
    {
        >= 200 and < 300 => new Delivery(DeliveryResult.Delivered, status),
        301 or 302 or 303 => new Delivery(DeliveryResult.RedirectNotFollowed, status),
        _ => new Delivery(DeliveryResult.Refused, status),
    };

    private static JsonElement Table() =>
        JsonElement.Parse(Repository.Read("contract/notifications/retry-policy.json"));
}

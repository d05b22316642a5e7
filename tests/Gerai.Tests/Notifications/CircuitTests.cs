using Gerai.Notifications;
using Gerai.Tests.Support;

namespace Gerai.Tests.Notifications;

/// <summary>When an endpoint is left alone, and for how long.</summary>
public sealed class CircuitTests
{
    private const int FailuresMax = 3;

    private static readonly DateTimeOffset Now = Some.Morning;

    [Fact]
    public void It_opens_after_so_many_failures_in_a_row()
    {
        var circuit = Fail(Fail(null));
        Assert.Equal(new Circuit(2, 0, null), circuit);
        Assert.False(circuit.IsOpenAt(Now));

        circuit = Fail(circuit);
        Assert.Equal(new Circuit(3, 1, Now.AddSeconds(30)), circuit);
        Assert.True(circuit.IsOpenAt(Now.AddSeconds(30).AddMilliseconds(-1)));
        Assert.False(circuit.IsOpenAt(Now.AddSeconds(30)));
    }

    [Fact]
    public void Each_probe_that_fails_leaves_it_alone_for_longer_up_to_ten_minutes()
    {
        var circuit = Fail(Fail(Fail(null)));
        var seconds = new List<double>();
        for (var i = 0; i < 30; i++)
        {
            seconds.Add((circuit.OpenUntil!.Value - Now).TotalSeconds);
            circuit = Fail(circuit, wasProbe: true);
        }

        Assert.Equal([30, 60, 120, 240, 480, 600, 600], seconds.Take(7));
        Assert.All(seconds.Skip(7), last => Assert.Equal(600, last));
    }

    [Fact]
    public void A_call_that_was_on_its_way_when_it_opened_changes_nothing()
    {
        var open = Fail(Fail(Fail(null)));

        Assert.Same(open, Fail(open));
    }

    [Theory]
    [InlineData("TimedOut", null, true)]
    [InlineData("ConnectionFailed", null, true)]
    [InlineData("TlsFailed", null, true)]
    [InlineData("Refused", 500, true)]
    [InlineData("Refused", 503, true)]
    [InlineData("Refused", 499, false)]
    [InlineData("Refused", 404, false)]
    [InlineData("Refused", 429, false)]
    [InlineData("Delivered", 200, false)]
    [InlineData("RedirectNotFollowed", 302, false)]
    [InlineData("RedirectFailed", 307, false)]
    [InlineData("AddressForbidden", null, false)]
    public void A_server_that_answers_is_alive_whatever_it_says(string result, int? status, bool counts) =>
        Assert.Equal(counts, Circuit.CountsAgainst(new Delivery(Enum.Parse<DeliveryResult>(result), status)));

    private static Circuit Fail(Circuit? before, bool wasProbe = false) =>
        Circuit.AfterFailure(before, wasProbe, Now, FailuresMax);
}

using System.Text.Json;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Wire;

namespace Gerai.Tests.Contracts;

/// <summary>
/// The rules of a payment go exactly the documented ways (protocol 5.8), and tell each with its codes.
/// </summary>
public sealed class TransitionsTests
{
    private static readonly JsonElement Transitions = Samples.Json("core-api/transitions.json");

    [Theory]
    [InlineData(StoreChain.Alfamart)]
    [InlineData(StoreChain.Indomaret)]
    public void Payments_go_the_documented_ways_and_no_others(StoreChain chain)
    {
        var documented = Transitions.GetProperty("allowed").EnumerateArray()
            .Where(way => way.Texts("stores").Contains(WireFormat.Store(chain)))
            .Where(way => !IsNetworkRefusal(way))
            .Select(way => (way.Text("from"), way.Text("to")));

        Assert.Equal(documented.Order(), Ways(chain).Order());
    }

    // No counter operation says that a network refuses a payment code once and for all: the way from pending to deny
    // is an assumption of the documents' readers, and stays closed until somebody sees it happen.
    [Fact]
    public void The_one_assumed_way_has_nobody_who_could_go_it()
    {
        var assumed = Assert.Single(Transitions.GetProperty("allowed").EnumerateArray(), IsNetworkRefusal);

        Assert.Equal("assumed", assumed.Text("basis"));
        Assert.DoesNotContain(("pending", "deny"), Ways(StoreChain.Alfamart));
        Assert.DoesNotContain(("pending", "deny"), Ways(StoreChain.Indomaret));
    }

    [Fact]
    public void Each_way_is_told_with_its_two_codes_3_23_6_13()
    {
        foreach (var way in Transitions.GetProperty("allowed").EnumerateArray())
        {
            var payment = Some.Payment(
                StoreChain.Indomaret,
                Enum.GetValues<PaymentStatus>().Single(status => WireFormat.Status(status) == way.Text("to")));

            Assert.Equal(way.Text("status_code"), Code(TransactionBody.Status(payment, Some.ServerKey)));
            Assert.Equal(way.Text("notification_code"), Code(TransactionBody.Notification(payment, Some.ServerKey)));
        }
    }

    [Fact]
    public void A_payment_begins_pending_and_is_told_so()
    {
        var opened = Transitions.GetProperty("creation_notification");

        Assert.Equal(Transitions.Text("initial"), WireFormat.Status(Some.Payment().Status));
        Assert.Equal(opened.Text("to"), WireFormat.Status(Some.Payment().Status));
        Assert.Equal(opened.Text("code"), Code(TransactionBody.Notification(Some.Payment(), Some.ServerKey)));
    }

    [Fact]
    public void A_merchant_ends_what_is_pending_and_nothing_else_5_11_5_12()
    {
        var refused = Transitions.Texts("refused_with_412").ToList();

        Assert.Contains("cancel unless pending", refused);
        Assert.Contains("expire unless pending", refused);
        foreach (var status in Enum.GetValues<PaymentStatus>())
        {
            var payment = Some.Payment(status: status);
            PaymentCommand[] ends = [new PaymentCommand.Cancel(Some.Morning), new PaymentCommand.Expire(Some.Morning)];
            Assert.All(ends, end => Assert.Equal(
                status is PaymentStatus.Pending,
                PaymentStateMachine.Apply(payment, end, mayReverse: false) is Outcome.Applied));
        }
    }

    private static bool IsNetworkRefusal(JsonElement way) => way.Text("trigger") == "refused by the network";

    /// <summary>From which state to which any command leads, at any time, at this chain.</summary>
    private static HashSet<(string From, string To)> Ways(StoreChain chain)
    {
        var ways = new HashSet<(string, string)>();
        foreach (var status in Enum.GetValues<PaymentStatus>())
        {
            var payment = Some.Payment(chain, status);
            foreach (var at in new[] { payment.OpenedAt, payment.ExpiresAt.AddMilliseconds(-1), payment.ExpiresAt })
            {
                foreach (var command in Commands(payment, at))
                {
                    var outcome = PaymentStateMachine.Apply(payment, command, new StoreOptions().Of(chain).MayReverse);
                    if (outcome is Outcome.Applied applied && applied.Payment.Status != status)
                    {
                        ways.Add((WireFormat.Status(status), WireFormat.Status(applied.Payment.Status)));
                    }
                }
            }
        }

        return ways;
    }

    private static IEnumerable<PaymentCommand> Commands(Payment payment, DateTimeOffset at) =>
    [
        new PaymentCommand.Inquire(at, Some.Grace),
        new PaymentCommand.Pay(payment.Amount, Some.Reference(chain: payment.Chain), at),
        new PaymentCommand.Reverse(Some.Reference(chain: payment.Chain), at),
        new PaymentCommand.Reverse(Some.Reference("another", payment.Chain), at),
        new PaymentCommand.Cancel(at),
        new PaymentCommand.Expire(at),
        new PaymentCommand.Lapse(at),
    ];

    private static string Code(byte[] body) => JsonDocument.Parse(body).RootElement.Text("status_code");
}

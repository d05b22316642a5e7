using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text;
using Gerai.CounterApi;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using static Gerai.Tests.CounterApi.CounterExamples;

namespace Gerai.Tests.CounterApi;

public sealed class CounterResponsesTests
{
    private static readonly RejectionReason[] OnlyOfCharges =
    [
        RejectionReason.StillRunning, RejectionReason.StoreNotActivated, RejectionReason.AmountTooSmall,
        RejectionReason.AmountTooLarge, RejectionReason.ExpiryInThePast, RejectionReason.OrderIdInUse,
        RejectionReason.NoPaymentCodeLeft,
    ];

    private static readonly CounterReply[] Refusals =
    [
        CounterResponses.Malformed(Complaints.Amount), CounterResponses.UnknownNetwork, CounterResponses.BadSignature,
        CounterResponses.StaleTimestamp, CounterResponses.NoSuchOperation, CounterResponses.MethodNotAllowed,
        CounterResponses.TooLarge(16_000), CounterResponses.TryAgain,
        .. Enum.GetValues<RejectionReason>().Except(OnlyOfCharges).Select(CounterResponses.Refused),
    ];

    [Fact]
    public void Every_refusal_is_said_as_the_contract_says_it()
    {
        var expected = Parse("counter-api/refusals.json").AsArray()
            .Select(refusal => $"{refusal!["status"]!.GetValue<int>()} {CounterExamples.Text(refusal["body"]!)}")
            .Order(StringComparer.Ordinal);
        var said = Refusals.Select(reply => $"{reply.Status} {Body(reply)}").Order(StringComparer.Ordinal);

        Assert.Equal(expected, said);
    }

    [Fact]
    public void Every_refusal_stands_in_the_document_with_its_status()
    {
        foreach (var reply in Refusals)
        {
            var reason = JsonNode.Parse(reply.Body)!["reason"]!.GetValue<string>();

            Assert.Contains($"| `{reason}` | {reply.Status} |", Document(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_example_of_the_document_is_one_of_the_contract()
    {
        var known = Objects();
        var shown = Document().Split("```json\n").Skip(1).Select(part => part.Split("```")[0]).ToList();

        Assert.NotEmpty(shown);
        Assert.All(shown, example => Assert.Contains(CounterExamples.Text(JsonNode.Parse(example)!), known));
    }

    [Fact]
    public void What_only_a_charge_can_be_rejected_for_is_never_said_at_a_counter()
    {
        foreach (var reason in OnlyOfCharges)
        {
            Assert.Throws<UnreachableException>(() => CounterResponses.Refused(reason));
        }
    }

    [Fact]
    public void An_inquiry_is_answered_as_the_contract_says()
    {
        Assert.Equal(
            Samples.Compact("counter-api/inquiry.alfamart.response.json"),
            Body(CounterResponses.Inquired(Alfamart, Merchant)));
        Assert.Equal(
            Samples.Compact("counter-api/inquiry.indomaret.response.json"),
            Body(CounterResponses.Inquired(Indomaret, Merchant)));
    }

    [Fact]
    public void A_booked_payment_is_answered_as_the_contract_says()
    {
        var alfamart = Paid(Alfamart, "alfamart-sandbox", "ALF-20260115-000123");
        var indomaret = Paid(Indomaret, "indomaret-sandbox", "IDM2601150000123");

        Assert.Equal(
            Samples.Compact("counter-api/payment.alfamart.response.json"),
            Body(CounterResponses.Booked(alfamart, Merchant)));
        Assert.Equal(
            Samples.Compact("counter-api/payment.indomaret.response.json"),
            Body(CounterResponses.Booked(indomaret, Merchant)));
    }

    [Fact]
    public void Money_that_fits_nothing_and_money_taken_back_are_answered_as_the_contract_says()
    {
        var reference = StoreReference.Of("indomaret-sandbox", "IDM2601150000123");

        Assert.Equal(
            Samples.Compact("counter-api/advice.unmatched.response.json"),
            Body(CounterResponses.Unmatched(
                Indomaret.Code, Indomaret.Amount, reference, RejectionReason.CodeExpired)));
        Assert.Equal(
            Samples.Compact("counter-api/reversal.indomaret.response.json"),
            Body(CounterResponses.Reversed(Indomaret.Code, reference)));
    }

    [Fact]
    public void What_a_charge_did_not_say_is_left_out()
    {
        var bare = Alfamart with { Details = new PaymentDetails() };
        var answer = JsonNode.Parse(CounterResponses.Inquired(bare, Merchant).Body)!.AsObject();

        Assert.Equal(
            ["result", "payment_code", "store", "merchant_name", "amount", "currency", "receipt", "expires_at"],
            answer.Select(member => member.Key));
        Assert.Equal("{}", answer["receipt"]!.ToJsonString());
    }

    private static string Body(CounterReply reply) => Encoding.UTF8.GetString(reply.Body);
}

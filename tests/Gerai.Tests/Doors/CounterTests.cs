using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Doors;

/// <summary>What happens at a till, from the code typed to the money booked, taken back or kept aside.</summary>
public sealed class CounterTests
{
    // Protocol 5.15.
    [Fact]
    public async Task A_terminal_that_asks_twice_hears_the_same_answer_and_the_shop_hears_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync();
        var till = gateway.Terminal(StoreChain.Alfamart);

        var first = await till.PayAsync(code, 44_000, "R1");
        gateway.Advance(TimeSpan.FromSeconds(5));
        var second = await till.PayAsync(code, 44_000, "R1");
        var advice = await till.AdviseAsync(code, 44_000, "R1");

        Assert.Equal("booked", first["result"]);
        Assert.Equal((first.Text, first.Text), (second.Text, advice.Text));
        await gateway.Shop.NextAsync("settlement");
        Assert.False(gateway.Shop.HasMore);
    }

    [Fact]
    public async Task Of_many_payments_of_one_code_at_once_one_is_booked_and_its_repeats_hear_so()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync();
        var till = gateway.Terminal(StoreChain.Alfamart);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(i => till.PayAsync(code, 44_000, $"R{i % 6}")));

        var booked = answers.Where(answer => answer["result"] == "booked").ToList();
        Assert.Equal(10, booked.Count);
        Assert.Single(booked.DistinctBy(answer => answer.Text));
        Assert.Equal(50, answers.Count(answer => answer is { Http: 409 } && answer["reason"] == "already_paid"));
        await gateway.Shop.NextAsync("settlement");
        Assert.False(gateway.Shop.HasMore);
    }

    [Fact]
    public async Task Every_refusal_has_its_code()
    {
        await using var gateway = await TestGateway.StartAsync();
        var till = gateway.Terminal(StoreChain.Alfamart);
        var pending = await gateway.ChargedCodeAsync(order: "pending");
        var paid = await gateway.ChargedCodeAsync(order: "paid");
        await till.PayAsync(paid, 44_000, "R1");
        var cancelled = await gateway.ChargedCodeAsync(order: "cancelled");
        await gateway.PostAsync("/v2/cancelled/cancel");
        var expired = await gateway.ChargedCodeAsync(order: "expired");
        await gateway.PostAsync("/v2/expired/expire");
        var indomaret = await gateway.ChargedCodeAsync(StoreChain.Indomaret, "indomaret");
        var wrongDigit = pending[..^1] + (char)('0' + ((pending[^1] - '0' + 1) % 10));

        Assert.Equal((409, "amount_differs"), await RefusalAsync(till.PayAsync(pending, 43_999, "R2")));
        Assert.Equal((409, "already_paid"), await RefusalAsync(till.PayAsync(paid, 44_000, "R2")));
        Assert.Equal((409, "already_paid"), await RefusalAsync(till.InquireAsync(paid)));
        Assert.Equal((410, "cancelled"), await RefusalAsync(till.PayAsync(cancelled, 44_000, "R2")));
        Assert.Equal((410, "expired"), await RefusalAsync(till.InquireAsync(expired)));
        Assert.Equal((409, "wrong_chain"), await RefusalAsync(till.InquireAsync(indomaret)));
        Assert.Equal((404, "not_found"), await RefusalAsync(till.InquireAsync(wrongDigit)));
        Assert.Equal((400, "malformed"), await RefusalAsync(till.InquireAsync("12")));
        Assert.Equal((409, "reversal_not_offered"), await RefusalAsync(till.ReverseAsync(paid, "R1")));
        Assert.Equal((409, "not_paid"), await RefusalAsync(till.ReverseAsync(paid, "R2")));
    }

    // Protocol 5.10, 6.11.
    [Fact]
    public async Task A_reversal_at_Indomaret_turns_settlement_into_deny_and_frees_the_order_id()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync(StoreChain.Indomaret);
        var till = gateway.Terminal(StoreChain.Indomaret);
        await till.PayAsync(code, 44_000, "R1");
        Assert.Equal("R1", (await gateway.Shop.NextAsync("settlement"))["approval_code"]);

        var reversed = await till.ReverseAsync(code, "R1");
        Assert.Equal((200, "reversed"), (reversed.Http, reversed["result"]));
        Assert.Equal(reversed.Text, (await till.ReverseAsync(code, "R1")).Text);

        var status = await gateway.StatusAsync("order-101");
        Assert.Equal((200, "deny", "202"), (status.Http, status["transaction_status"], status["status_code"]));
        var told = await gateway.Shop.NextAsync("deny");
        Assert.DoesNotContain("approval_code", told.Keys);
        Assert.Equal((410, "reversed"), await RefusalAsync(till.PayAsync(code, 44_000, "R1")));
        await gateway.ChargedCodeAsync(StoreChain.Indomaret);
    }

    // A time-out of the payment call, after which the network takes back what it never heard of (protocol 9.10).
    [Fact]
    public async Task A_payment_that_arrives_after_its_own_reversal_is_not_booked()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync();
        var till = gateway.Terminal(StoreChain.Alfamart);

        Assert.Equal("reversed", (await till.ReverseAsync(code, "R1"))["result"]);
        Assert.Equal((409, "voided"), await RefusalAsync(till.PayAsync(code, 44_000, "R1")));

        Assert.Equal("pending", (await gateway.StatusAsync("order-101"))["transaction_status"]);
        Assert.Equal("booked", (await till.PayAsync(code, 44_000, "R2"))["result"]);
    }

    // Protocol 5.14.
    [Fact]
    public async Task Who_asked_in_time_may_pay_within_the_grace_and_nobody_after_it()
    {
        await using var gateway = await TestGateway.StartAsync(TestGateway.WithoutSweeper);
        var till = gateway.Terminal(StoreChain.Alfamart);
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var order in new[] { "asked", "not-asked", "too-late" })
        {
            var charged = await gateway.ChargeAsync(Some.ChargeBody(order: order).Replace(
                "\"cstore\": {",
                """ "custom_expiry": { "expiry_duration": 60 }, "cstore": { """,
                StringComparison.Ordinal));
            codes[order] = charged["payment_code"];
        }

        gateway.Advance(TimeSpan.FromMinutes(59.5));
        var inquiry = await till.InquireAsync(codes["asked"]);
        await till.InquireAsync(codes["too-late"]);
        gateway.Advance(TimeSpan.FromSeconds(59));

        Assert.Equal("2026-01-15T11:00:00+07:00", inquiry["expires_at"]);
        Assert.Equal("pending", (await gateway.StatusAsync("asked"))["transaction_status"]);
        Assert.Equal("booked", (await till.PayAsync(codes["asked"], 44_000, "R1"))["result"]);
        Assert.Equal((410, "expired"), await RefusalAsync(till.PayAsync(codes["not-asked"], 44_000, "R2")));
        gateway.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((410, "expired"), await RefusalAsync(till.PayAsync(codes["too-late"], 44_000, "R3")));
    }

    // Protocol 5.16: never dropped, never flips an expired order by itself.
    [Fact]
    public async Task Late_money_is_kept_once_listed_and_taken_off_the_list_when_it_is_given_back()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync();
        await gateway.PostAsync("/v2/order-101/expire");
        var till = gateway.Terminal(StoreChain.Alfamart);

        var first = await till.AdviseAsync(code, 44_000, "R1");
        var second = await till.AdviseAsync(code, 44_000, "R1");

        Assert.Equal((200, "unmatched", "expired"), (first.Http, first["result"], first["reason"]));
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("expire", (await gateway.StatusAsync("order-101"))["transaction_status"]);
        var kept = Assert.Single(await gateway.App.Unmatched.ListAsync(null, 10, default));
        Assert.Equal((code, 44_000, RejectionReason.CodeExpired), (kept.Code, kept.Amount.Amount, kept.Reason));

        Assert.Equal("reversed", (await till.ReverseAsync(code, "R1"))["result"]);
        Assert.Empty(await gateway.App.Unmatched.ListAsync(null, 10, default));
        Assert.Equal("unmatched", (await till.AdviseAsync(code, 44_000, "R1"))["result"]);
        Assert.Empty(await gateway.App.Unmatched.ListAsync(null, 10, default));
    }

    [Fact]
    public async Task Money_advised_for_another_amount_is_kept_and_leaves_the_list_with_its_reversal()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync();
        var till = gateway.Terminal(StoreChain.Alfamart);

        Assert.Equal("amount_differs", (await till.AdviseAsync(code, 40_000, "R1"))["reason"]);
        Assert.Equal("reversed", (await till.ReverseAsync(code, "R1"))["result"]);

        Assert.Empty(await gateway.App.Unmatched.ListAsync(null, 10, default));
        Assert.Equal("pending", (await gateway.StatusAsync("order-101"))["transaction_status"]);
    }

    [Fact]
    public async Task Booked_money_stays_booked_whatever_else_was_told_under_its_reference()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync();
        var till = gateway.Terminal(StoreChain.Alfamart);
        await till.PayAsync(code, 44_000, "R1");
        await till.AdviseAsync(code, 1_000, "R1");

        Assert.Equal((409, "reversal_not_offered"), await RefusalAsync(till.ReverseAsync(code, "R1")));

        Assert.Single(await gateway.App.Unmatched.ListAsync(null, 10, default));
        Assert.Equal("settlement", (await gateway.StatusAsync("order-101"))["transaction_status"]);
    }

    // Protocol 8.8, 8.9, 9.10.
    [Fact]
    public async Task An_inquiry_tells_what_the_till_and_the_receipt_show()
    {
        await using var gateway = await TestGateway.StartAsync();
        var alfamart = await gateway.ChargeAsync(Samples.Text("core-api/charge.full.request.json"));
        var indomaret = await gateway.ChargeAsync(
            Samples.Text("core-api/charge.full.request.json")
                .Replace("order-103", "order-104", StringComparison.Ordinal)
                .Replace("\"alfamart\"", "\"indomaret\"", StringComparison.Ordinal));

        var one = await gateway.Terminal(StoreChain.Alfamart).InquireAsync(alfamart["payment_code"]);
        Assert.Equal(
            ("Example shop", "Sari Wijaya", "Example shop"),
            (one["merchant_name"], one["customer_name"], one["message"]));
        Assert.Equal(
            """
            {"alfamart_free_text_1":"Row one","alfamart_free_text_2":"Row two","alfamart_free_text_3":"Row three"}
            """,
            one["receipt"]);
        var two = await gateway.Terminal(StoreChain.Indomaret).InquireAsync(indomaret["payment_code"]);
        Assert.Equal(
            """
            {"biller":"Example shop","name":"Sari Wijaya","description":"2x Coffee beans 250 g, 1x Delivery, 1x D"}
            """,
            two["receipt"]);
    }

    private static async Task<(int Http, string Reason)> RefusalAsync(Task<Answer> asked)
    {
        var answer = await asked;
        Assert.Equal("refused", answer["result"]);
        return (answer.Http, answer["reason"]);
    }
}

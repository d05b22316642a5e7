using System.Text.Json;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Tests.Contracts;

/// <summary>
/// Samples of parts that are not built yet, held against what is: names of stores, the payments they tell of, the
/// rules by which they were written.
/// </summary>
public sealed class LaterSamplesTests
{
    private static readonly string[] Stores = [.. Enum.GetValues<StoreChain>().Select(WireFormat.Store)];

    [Fact]
    public void A_Snap_order_may_be_paid_at_stores_we_know_and_for_an_amount_they_take()
    {
        var request = Samples.Json("core-api/snap.create.request.json");
        var details = request.GetProperty("transaction_details");

        Assert.Equal(Stores, request.Texts("enabled_payments"));
        Assert.True(OrderId.TryOf(details.Text("order_id"), out _));
        Assert.All(Enum.GetValues<StoreChain>(), chain => Assert.InRange(
            details.GetProperty("gross_amount").GetInt64(),
            new StoreOptions().Of(chain).AmountMin,
            new StoreOptions().Of(chain).AmountMax));
    }

    [Fact]
    public void Snap_answers_201_with_a_token_of_36_characters_that_its_address_ends_in_1_60()
    {
        var response = Samples.Json("core-api/snap.create.response.json");
        var token = response.GetProperty("body").Text("token");

        Assert.Equal(201, response.GetProperty("http_status").GetInt32());
        Assert.Equal(36, token.Length);
        Assert.EndsWith($"/{token}", response.GetProperty("body").Text("redirect_url"));
    }

    [Fact]
    public void What_Snap_tells_the_shops_page_is_the_payment_our_charge_answer_tells()
    {
        var result = Samples.Json("core-api/snap.callback-result.json");
        var charge = JsonDocument.Parse(TransactionBody.Charge(Some.Payment(StoreChain.Indomaret))).RootElement;
        string[] same =
        [
            "status_code", "order_id", "gross_amount", "payment_type", "transaction_time", "transaction_status",
            "payment_code",
        ];

        Assert.All(same, member => Assert.Equal(charge.Text(member), result.Text(member)));
    }

    // Fact 1.50: each client lets these codes pass, so each of our successes may carry only these.
    [Fact]
    public void No_client_takes_a_success_of_ours_for_an_error_1_61()
    {
        var codes = Enum.GetValues<PaymentStatus>()
            .Select(status => JsonDocument.Parse(TransactionBody.Status(Some.Payment(status: status), Some.ServerKey))
                .RootElement.Text("status_code"))
            .ToHashSet();

        Assert.All(Samples.Json("core-api/client-quirks.json").EnumerateArray(), client =>
        {
            var rule = client.Text("error_if_body_code");
            Assert.True(rule is ">= 400 and not 407" or ">= 401 and not 407" or "not one of 200, 201, 202, 407");
            Assert.Subset(new HashSet<string> { "200", "201", "202", "407" }, codes);
        });
    }
}

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
        var request = Sample.Read("core-api/snap.create.request.json");
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
        var response = Sample.Read("core-api/snap.create.response.json");
        var token = response.GetProperty("body").Text("token");

        Assert.Equal(201, response.GetProperty("http_status").GetInt32());
        Assert.Equal(36, token.Length);
        Assert.EndsWith($"/{token}", response.GetProperty("body").Text("redirect_url"));
    }

    [Fact]
    public void What_Snap_tells_the_shops_page_is_the_payment_our_charge_answer_tells()
    {
        var result = Sample.Read("core-api/snap.callback-result.json");
        var charge = JsonDocument.Parse(TransactionBody.Charge(Some.Payment(StoreChain.Indomaret))).RootElement;
        string[] same =
        [
            "status_code", "order_id", "gross_amount", "payment_type", "transaction_time", "transaction_status",
            "payment_code",
        ];

        Assert.All(same, member => Assert.Equal(charge.Text(member), result.Text(member)));
    }

    [Fact]
    public void The_simulator_has_a_page_for_each_of_our_stores()
    {
        var simulator = Sample.Read("counter-api/simulator.json");

        Assert.All(Stores, store =>
        {
            Assert.StartsWith($"/{store}/", simulator.GetProperty(store).Text("path"));
            Assert.Equal(["payment_code"], simulator.GetProperty(store).Texts("inquiry_fields"));
        });
        Assert.Equal(
            ["Inquire", "Pay"], simulator.GetProperty("steps").EnumerateArray().Select(step => step.Text("button")));
    }

    [Fact]
    public void Every_error_has_the_shape_that_clients_can_read_1_62_4_1()
    {
        foreach (var error in Sample.Read("core-api/errors.json").EnumerateArray())
        {
            var body = error.GetProperty("body");
            if (body.TryGetProperty("status_code", out var code))
            {
                Assert.Matches("^[1-5][0-9]{2}$", code.GetString());
                Assert.NotEmpty(body.Text("status_message"));
                Assert.Equal(code.GetString() == "400", body.TryGetProperty("validation_messages", out _));
            }

            // Facts 1.51 to 1.59: a refusal of PHP's and Go's clients needs HTTP 400, a 404 needs 200.
            var http = error.GetProperty("http_status").GetInt32();
            Assert.True(http is 200 or 400 or 401 or 413 or 429 or 500 or 503);
            Assert.True(http >= 400 || code.GetString() is "402" or "404" or "406" or "412");
        }
    }

    [Fact]
    public void The_limits_of_accepted_and_refused_charges_are_ours()
    {
        foreach (var one in Sample.Read("core-api/charge.acceptance-cases.json").EnumerateArray())
        {
            if (!one.TryGetProperty("request", out var request)
                || !request.TryGetProperty("cstore", out var cstore)
                || request.GetProperty("transaction_details").GetProperty("gross_amount") is not
                    { ValueKind: JsonValueKind.Number } amount
                || request.TryGetProperty("item_details", out _))
            {
                continue;
            }

            var chain = Enum.Parse<StoreChain>(cstore.Text("store"), ignoreCase: true);
            var rules = new StoreOptions().Of(chain);
            var isWithin = OrderId.TryOf(request.GetProperty("transaction_details").Text("order_id"), out _)
                && amount.TryGetInt64(out var rupiah) && rupiah >= rules.AmountMin && rupiah <= rules.AmountMax;

            Assert.Equal(one.GetProperty("expect").Text("status_code"), isWithin ? "201" : "400");
        }
    }

    [Fact]
    public void Each_case_of_an_idempotency_key_says_what_is_expected_1_37_to_1_42()
    {
        var cases = Sample.Read("core-api/idempotency-cases.json").GetProperty("cases").EnumerateArray().ToList();

        Assert.Equal(9, cases.Select(one => one.Text("name")).Distinct().Count());
        Assert.All(cases, one => Assert.NotEmpty(one.Text("expect")));
    }

    // Fact 1.50: each client lets these codes pass, so each of our successes may carry only these.
    [Fact]
    public void No_client_takes_a_success_of_ours_for_an_error_1_61()
    {
        var codes = Enum.GetValues<PaymentStatus>()
            .Select(status => JsonDocument.Parse(TransactionBody.Status(Some.Payment(status: status), Some.ServerKey))
                .RootElement.Text("status_code"))
            .ToHashSet();

        Assert.All(Sample.Read("core-api/client-quirks.json").EnumerateArray(), client =>
        {
            var rule = client.Text("error_if_body_code");
            Assert.True(rule is ">= 400 and not 407" or ">= 401 and not 407" or "not one of 200, 201, 202, 407");
            Assert.Subset(new HashSet<string> { "200", "201", "202", "407" }, codes);
        });
    }
}

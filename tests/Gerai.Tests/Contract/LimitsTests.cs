using System.Text.Json;
using Gerai.Notifications;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Tests.Contracts;

/// <summary>Our defaults are the documented ones.</summary>
public sealed class LimitsTests
{
    private static readonly JsonElement Limits = Samples.Json("core-api/limits.json");

    [Theory]
    [InlineData(StoreChain.Alfamart)]
    [InlineData(StoreChain.Indomaret)]
    public void Amounts_and_lives_of_codes_are_as_documented_2_16_2_41(StoreChain chain)
    {
        var rules = new StoreOptions().Of(chain);
        var limits = Limits.GetProperty("stores").GetProperty(WireFormat.Store(chain));
        var lifetime = Limits.GetProperty("custom_expiry").GetProperty("default_lifetime_seconds").GetInt32();

        Assert.Equal(limits.GetProperty("min").GetInt64(), rules.AmountMin);
        Assert.Equal(limits.GetProperty("max").GetInt64(), rules.AmountMax);
        Assert.Equal(TimeSpan.FromSeconds(lifetime), rules.DefaultExpiry);
    }

    [Fact]
    public void An_order_id_is_as_long_as_documented_2_9() => Assert.Equal(
        OrderId.LengthMax,
        Limits.GetProperty("fields").GetProperty("transaction_details.order_id").GetProperty("max").GetInt32());

    [Fact]
    public void Codes_are_as_long_as_those_that_were_seen_3_29_3_30()
    {
        var samples = Samples.Json("core-api/payment-code-samples.json");
        var (alfamart, indomaret) = (samples.GetProperty("alfamart"), samples.GetProperty("indomaret"));

        Assert.Equal(Some.Payment().Code.Digits, alfamart.Text("generated_example"));
        Assert.Equal(Some.Payment(StoreChain.Indomaret).Code.Digits, indomaret.Text("generated_example"));
        Assert.Contains(Lengths(alfamart), length => length == new StoreOptions().Alfamart.CodeLength);
        Assert.Contains(Lengths(indomaret), length => length == new StoreOptions().Indomaret.CodeLength);
    }

    [Fact]
    public void Notifications_wait_and_give_up_as_documented_6_21_6_27()
    {
        var policy = Samples.Json("notifications/retry-policy.json");
        var waits = policy.GetProperty("wait_before_retry_minutes").EnumerateArray().Select(wait => wait.GetInt32());

        Assert.Equal(
            policy.GetProperty("timeout_seconds").GetInt32(), new NotificationOptions().TimeLimit.TotalSeconds);
        Assert.Equal(waits.Select(wait => TimeSpan.FromMinutes(wait)), new NotificationOptions().Waits);
    }

    [Fact]
    public void The_sample_of_a_call_agrees_with_the_sample_of_its_body_6_21()
    {
        var call = Samples.Json("notifications/notification.http.json");
        var body = Samples.Json($"notifications/{call.Text("body_file")}");

        Assert.Equal(call.GetProperty("timeout_seconds").GetInt32(), new NotificationOptions().TimeLimit.TotalSeconds);
        Assert.Equal("settlement", body.Text("transaction_status"));
    }

    [Theory]
    [InlineData("core-api/charge.alfamart.request.json")]
    [InlineData("core-api/charge.indomaret.request.json")]
    [InlineData("core-api/charge.full.request.json")]
    public void The_sample_charges_lie_within_our_limits_2_30(string name)
    {
        var request = Samples.Json(name);
        var details = request.GetProperty("transaction_details");
        var chain = Enum.Parse<StoreChain>(request.GetProperty("cstore").Text("store"), ignoreCase: true);
        var amount = details.GetProperty("gross_amount").GetInt64();

        Assert.True(OrderId.TryOf(details.Text("order_id"), out _));
        Assert.InRange(amount, new StoreOptions().Of(chain).AmountMin, new StoreOptions().Of(chain).AmountMax);
        if (request.TryGetProperty("item_details", out var items))
        {
            Assert.Equal(amount, items.EnumerateArray().Sum(
                item => item.GetProperty("price").GetInt64() * item.GetProperty("quantity").GetInt64()));
        }
    }

    private static IEnumerable<int> Lengths(JsonElement samples) =>
        samples.GetProperty("seen").EnumerateArray().Select(seen => seen.GetProperty("length").GetInt32());
}

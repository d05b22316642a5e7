using System.Text;
using System.Text.Json;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Tests.Wire;

public sealed class TransactionBodyTests
{
    // The samples' ids are of another version than ours, so ours takes their place before the texts are compared.
    private static readonly Dictionary<StoreChain, string> SampleIds = new()
    {
        [StoreChain.Alfamart] = "0b6f3c1e-3c5a-4f0e-9d6b-5a2f6f1c7a10",
        [StoreChain.Indomaret] = "7d2c9a54-8e0b-4b57-a1d4-90f3f7c2be21",
    };

    public static TheoryData<string> Charges => [.. Samples.Named("core-api/charge.*.response.json")];

    public static TheoryData<string> Statuses => [.. Samples.Named("core-api/status.*.response.json")];

    public static TheoryData<string> Cancels => [.. Samples.Named("core-api/cancel.*.response.json")];

    public static TheoryData<string> Expires => [.. Samples.Named("core-api/expire.*.response.json")];

    public static TheoryData<string> Notifications =>
    [
        .. Samples.Named("notifications/notification.alfamart.*.json"),
        .. Samples.Named("notifications/notification.indomaret.*.json"),
    ];

    [Theory]
    [MemberData(nameof(Charges))]
    public void A_charge_is_answered_byte_for_byte_as_documented_3_15(string sample) =>
        AssertSame(sample, PaymentOf(sample, PaymentStatus.Pending), TransactionBody.Charge);

    [Theory]
    [MemberData(nameof(Statuses))]
    public void A_status_is_answered_byte_for_byte_as_documented_3_19(string sample) => AssertSame(
        sample, PaymentOf(sample, StatusOf(sample)), payment => TransactionBody.Status(payment, Some.ServerKey));

    [Theory]
    [MemberData(nameof(Cancels))]
    public void A_cancel_is_answered_byte_for_byte_as_documented_3_25(string sample) =>
        AssertSame(sample, PaymentOf(sample, PaymentStatus.Cancelled), TransactionBody.Cancel);

    [Theory]
    [MemberData(nameof(Expires))]
    public void An_expire_is_answered_byte_for_byte_as_documented_3_26(string sample) =>
        AssertSame(sample, PaymentOf(sample, PaymentStatus.Expired), TransactionBody.Expire);

    [Theory]
    [MemberData(nameof(Notifications))]
    public void A_notification_is_byte_for_byte_as_documented_6_5(string sample)
    {
        var payment = PaymentOf(sample, StatusOf(sample));
        if (sample.Contains("custom-fields", StringComparison.Ordinal))
        {
            payment = payment with
            {
                Details = new PaymentDetails
                {
                    CustomField1 = "branch-7",
                    CustomField2 = "campaign-a",
                    CustomField3 = "cashier-3",
                    Metadata = """{"cart":"c-77"}""",
                },
            };
        }

        AssertSame(sample, payment, one => TransactionBody.Notification(one, Some.ServerKey));
    }

    [Fact]
    public void All_samples_of_answers_and_notifications_were_there()
    {
        Assert.Equal((2, 7, 2, 2), (Charges.Count, Statuses.Count, Cancels.Count, Expires.Count));
        Assert.Equal(10, Notifications.Count);
    }

    [Fact]
    public void Texts_of_the_merchant_stay_readable()
    {
        const string Text = "Kopi é 日本 🧾 + Ibu's \"toko\" <a> & \\ /";
        var payment = Some.Payment() with
        {
            Details = new PaymentDetails { CustomField1 = Text, Metadata = """{"note":"Ibu's é + 🧾"}""" },
        };
        foreach (var body in new[]
        {
            TransactionBody.Status(payment, Some.ServerKey),
            TransactionBody.Notification(payment, Some.ServerKey),
        })
        {
            var text = Encoding.UTF8.GetString(body);

            // Only quotes, backslashes and what lies beyond the basic plane are escaped; readers see no difference.
            Assert.Contains("""
                "custom_field1":"Kopi é 日本 \uD83E\uDDFE + Ibu's \"toko\" <a> & \\ /"
                """, text);
            Assert.Contains("""
                "metadata":{"note":"Ibu's é + 🧾"}
                """, text);
            Assert.Equal(Text, JsonDocument.Parse(body).RootElement.Text("custom_field1"));
        }
    }

    [Theory]
    [InlineData("[1,2.50,1e3]")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    [InlineData("{}")]
    public void Metadata_of_any_kind_is_given_back_as_it_came_1_62(string metadata)
    {
        var payment = Some.Payment() with { Details = new PaymentDetails { Metadata = metadata } };

        Assert.Contains($"\"metadata\":{metadata},", Encoding.UTF8.GetString(
            TransactionBody.Notification(payment, Some.ServerKey)));
        Assert.EndsWith($"\"metadata\":{metadata}}}", Encoding.UTF8.GetString(
            TransactionBody.Status(payment, Some.ServerKey)));
    }

    [Fact]
    public void An_order_id_with_quotes_is_signed_as_it_is_and_written_escaped()
    {
        const string Order = "a\"b\\c'd+e";
        var payment = Some.Payment() with { Order = OrderId.Of(Order) };
        var body = JsonDocument.Parse(TransactionBody.Notification(payment, Some.ServerKey)).RootElement;

        Assert.Equal(Order, body.Text("order_id"));
        Assert.Equal(Signature.Of(Order, "201", "44000.00", Some.ServerKey), body.Text("signature_key"));
    }

    [Fact]
    public void A_member_without_a_value_is_left_out_and_none_is_null_1_64()
    {
        foreach (var chain in Enum.GetValues<StoreChain>())
        {
            foreach (var status in Enum.GetValues<PaymentStatus>())
            {
                var payment = Some.Payment(chain, status);
                Assert.All(
                    JsonDocument.Parse(TransactionBody.Status(payment, Some.ServerKey)).RootElement.EnumerateObject(),
                    member => Assert.Equal(JsonValueKind.String, member.Value.ValueKind));
            }
        }
    }

    private static Payment PaymentOf(string sample, PaymentStatus status) => Some.Payment(
        sample.Contains(".alfamart.", StringComparison.Ordinal) ? StoreChain.Alfamart : StoreChain.Indomaret, status);

    private static PaymentStatus StatusOf(string sample)
    {
        var word = Samples.Json(sample).Text("transaction_status");
        return Enum.GetValues<PaymentStatus>().Single(status => WireFormat.Status(status) == word);
    }

    private static void AssertSame(string sample, Payment payment, Func<Payment, byte[]> write)
    {
        var id = SampleIds[payment.Chain];
        var documented = Samples.Compact(sample);

        Assert.Contains(id, documented);
        Assert.Equal(
            documented.Replace(id, payment.Id.ToString(), StringComparison.Ordinal),
            Encoding.UTF8.GetString(write(payment)));
    }
}

using System.Text;
using Gerai.Payments;
using Gerai.Tests.Support;
using Gerai.Wire;

namespace Gerai.Tests.Doors;

/// <summary>
/// Field rules of a charge (protocol section 2), read without a server: complaints, leniencies, hostility.
/// </summary>
public sealed class ChargeFieldTests
{
    private const string Good =
        """
        {"payment_type":"cstore","transaction_details":{"order_id":"o-1","gross_amount":44000},
        "cstore":{"store":"alfamart"}}
        """;

    [Theory]
    [InlineData("""{"cstore":{"store":"alfamart"}}""", "payment_type is required", "transaction_details is required")]
    [InlineData(
        """{"payment_type":"cstore","transaction_details":[]}""",
        "transaction_details must be an object",
        "cstore is required")]
    [InlineData(
        """{"payment_type":"cstore","transaction_details":{"order_id":"  "},"cstore":{"store":"kioson"}}""",
        "transaction_details.order_id is required",
        "transaction_details.gross_amount is required",
        "cstore.store must be alfamart or indomaret")]
    [InlineData(
        """{"payment_type":"cstore","transaction_details":{"order_id":"a\u0007b","gross_amount":-5},"cstore":{}}""",
        "transaction_details.order_id must be printable ASCII",
        "transaction_details.gross_amount must be greater than or equal to 1",
        "cstore.store is required")]
    public void Every_complaint_is_named_at_once(string body, params string[] complaints) =>
        Assert.Equal(complaints, ComplaintsOf(body));

    // Protocol 2.14.
    [Theory]
    [InlineData("44000", 44_000)]
    [InlineData("44000.0", 44_000)]
    [InlineData("\"44000.00\"", 44_000)]
    [InlineData("4.4e4", 44_000)]
    [InlineData("0.5", null)]
    [InlineData("\"abc\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("true", null)]
    [InlineData("1e16", null)]
    [InlineData("44000.0000000000000000000000000000000001", null)]
    [InlineData("[1]", null)]
    public void An_amount_is_whole_rupiah_however_it_is_written(string amount, int? rupiah)
    {
        var reading = Read(Good.Replace("44000", amount, StringComparison.Ordinal));

        Assert.Equal(
            rupiah, (reading as ChargeReading.Understood)?.Order.Amount.Amount is { } whole ? (int)whole : null);
        Assert.Equal(rupiah is null, reading is ChargeReading.Invalid);
    }

    // Protocol 2.12, 2.47, 2.18, 2.21, 2.23.
    [Fact]
    public void Numbers_as_order_ids_repeated_keys_and_long_rows_are_forgiven()
    {
        var order = Understood(
            """
            {"payment_type":"credit_card","payment_type":"cstore",
            "transaction_details":{"order_id":1234,"gross_amount":44000},
            "cstore":{"store":"ALFAMART","message":"a|b and more than twenty",
            "alfamart_free_text_3":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}
            """);

        Assert.Equal("1234", order.Order.Text);
        Assert.Equal("a b and more than tw", order.Details.Message);
        Assert.Equal(["", "", new string('a', 40)], order.Details.ReceiptRows);
    }

    // Protocol 2.37 to 2.43.
    [Theory]
    [InlineData("""{"expiry_duration":90}""", 5400)]
    [InlineData("""{"expiry_duration":"60","unit":"HOURS"}""", 216_000)]
    [InlineData("""{"expiry_duration":20,"unit":"second"}""", 20)]
    [InlineData("""{"expiry_duration":180,"unit":"day"}""", 15_552_000)]
    [InlineData("""{"expiry_duration":19,"unit":"second"}""", null)]
    [InlineData("""{"expiry_duration":181,"unit":"days"}""", null)]
    [InlineData("""{"expiry_duration":1,"unit":"week"}""", null)]
    [InlineData("""{"unit":"day"}""", null)]
    [InlineData("""{"expiry_duration":-1}""", null)]
    [InlineData("""{"expiry_duration":60,"order_time":"yesterday"}""", null)]
    [InlineData("""{"expiry_duration":60,"order_time":"9999-12-31 23:59:59 +0700"}""", null)]
    public void The_time_to_pay_is_between_20_seconds_and_180_days(string expiry, int? seconds)
    {
        var reading = Read(Good.Replace(
            "\"cstore\":", $"\"custom_expiry\":{expiry},\"cstore\":", StringComparison.Ordinal));

        Assert.Equal(seconds, (int?)(reading as ChargeReading.Understood)?.Order.TimeToPay?.TotalSeconds);
        Assert.Equal(seconds is null, reading is ChargeReading.Invalid);
    }

    // Protocol 2.38: other offsets are converted, none means GMT+7.
    [Theory]
    [InlineData("2026-01-15 10:00:00 +0700")]
    [InlineData("2026-01-15 10:00:00 +07:00")]
    [InlineData("2026-01-15 03:00:00 +0000")]
    [InlineData("2026-01-15 10:00:00")]
    public void An_order_time_is_understood_in_any_offset(string time)
    {
        var expiry = "{\"expiry_duration\":60,\"order_time\":\"" + time + "\"}";

        var order = Understood(Good.Replace(
            "\"cstore\":", $"\"custom_expiry\":{expiry},\"cstore\":", StringComparison.Ordinal));

        Assert.Equal(Some.Morning, order.OrderedAt);
    }

    // Protocol 2.26 to 2.30.
    [Theory]
    [InlineData("""[{"price":44000,"quantity":1,"name":"A"}]""")]
    [InlineData("""[{"price":22000.0,"quantity":"2","name":"A"}]""")]
    [InlineData("[]")]
    [InlineData("""{}""", "item_details must be an array")]
    [InlineData("""[5]""", "item_details[0] must be an object")]
    [InlineData("""[{"price":44000,"quantity":0,"name":"A"}]""",
        "item_details[0].quantity must be greater than or equal to 1",
        "transaction_details.gross_amount is not equal to the sum of item_details")]
    [InlineData("""[{"quantity":1}]""", "item_details[0].price is required", "item_details[0].name is required")]
    [InlineData("""[{"price":999999999999999,"quantity":999999999999999,"name":"A"}]""",
        "transaction_details.gross_amount is not equal to the sum of item_details")]
    [InlineData("""[{"price":44000,"quantity":1,"name":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]""",
        "item_details[0].name too long")]
    public void Items_add_up_to_the_amount(string items, params string[] complaints) => Assert.Equal(
        complaints,
        ComplaintsOf(Good.Replace("\"cstore\":", $"\"item_details\":{items},\"cstore\":", StringComparison.Ordinal)));

    // Protocol 2.34.
    [Theory]
    [InlineData("sari@example.com", true)]
    [InlineData("sari.w+1@mail.example.co.id", true)]
    [InlineData("", true)]
    [InlineData("a..@b.c", false)]
    [InlineData("a@b@c.d", false)]
    [InlineData("no address", false)]
    public void An_email_address_has_the_documented_form(string email, bool isGood)
    {
        var customer = "{\"email\":\"" + email + "\"}";
        var reading = Read(Good.Replace(
            "\"cstore\":", $"\"customer_details\":{customer},\"cstore\":", StringComparison.Ordinal));

        Assert.Equal(isGood, reading is ChargeReading.Understood);
    }

    // Protocol 2.46; half a surrogate pair and broken UTF-8 could neither be stored nor told again.
    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"metadata":{"a":"\ud800"}}""")]
    [InlineData("""{"\udfff":1}""")]
    public void What_is_no_JSON_object_is_malformed(string body) =>
        Assert.IsType<ChargeReading.Malformed>(Read(body));

    [Fact]
    public void Broken_UTF8_and_endless_depth_are_malformed()
    {
        Assert.IsType<ChargeReading.Malformed>(
            ChargeRequest.Read(new byte[] { 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D }));
        Assert.IsType<ChargeReading.Malformed>(Read(new string('[', 7_000) + new string(']', 7_000)));
        Assert.IsType<ChargeReading.Malformed>(
            Read(string.Concat(Enumerable.Repeat("{\"a\":", 33)) + "1" + new string('}', 33)));
    }

    [Fact]
    public void The_word_null_is_a_failure_and_not_a_malformed_body() =>
        Assert.IsType<ChargeReading.Nothing>(Read("null"));

    // contract/core-api/limits.json, each length at its limit and one beyond.
    [Theory]
    [InlineData("transaction_details.order_id")]
    [InlineData("customer_details.first_name")]
    [InlineData("customer_details.last_name")]
    [InlineData("customer_details.phone")]
    [InlineData("custom_field1")]
    [InlineData("custom_field2")]
    [InlineData("custom_field3")]
    public void A_field_may_be_as_long_as_documented_and_no_longer(string path)
    {
        var fields = Samples.Json("core-api/limits.json").GetProperty("fields");
        var max = fields.GetProperty(path).GetProperty("max").GetInt32();

        Assert.IsType<ChargeReading.Understood>(Read(With(path, new string('x', max))));
        Assert.Equal([$"{path} too long"], ComplaintsOf(With(path, new string('x', max + 1))));
    }

    private static string With(string path, string value) => path.Split('.') switch
    {
        ["transaction_details", "order_id"] => Good.Replace("o-1", value, StringComparison.Ordinal),
        ["customer_details", var name] => Good.Replace(
            "\"cstore\":",
            "\"customer_details\":{\"" + name + "\":\"" + value + "\"},\"cstore\":",
            StringComparison.Ordinal),
        [var name] => Good.Replace(
            "\"cstore\":", "\"" + name + "\":\"" + value + "\",\"cstore\":", StringComparison.Ordinal),
        _ => throw new ArgumentException("No such path.", nameof(path)),
    };

    private static ChargeReading Read(string body) => ChargeRequest.Read(Encoding.UTF8.GetBytes(body));

    private static ChargeOrder Understood(string body) =>
        Assert.IsType<ChargeReading.Understood>(Read(body)).Order;

    private static IReadOnlyList<string> ComplaintsOf(string body) =>
        Read(body) is ChargeReading.Invalid invalid ? invalid.Complaints : [];
}

using System.Text;
using Gerai.CounterApi;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.CounterApi;

public sealed class CounterRequestTests
{
    private const string Good =
        """{"payment_code":"025847103946","amount":44000,"reference":"R1","terminal":"T042-3"}""";

    private const string NoObject = "The body must be one JSON object";

    private static readonly StoreNetwork Network =
        new("indomaret-sandbox", StoreChain.Indomaret, GatewayEnvironment.Sandbox, "sandbox-secret-indomaret");

    [Theory]
    [InlineData(Good)]
    [InlineData("""{"payment_code":"025847103946","amount":44000,"reference":"R1"}""")]
    [InlineData("""{"payment_code":"025847103946","amount":44000,"reference":"R1","terminal":""}""")]
    [InlineData(""" { "reference" : "\u00521", "amount" : 44000, "payment_code" : "025847103946" } """)]
    [InlineData("""{"payment_code":"025847103946","amount":44000,"reference":"R1","x":{"y":[1,null]},"z":null}""")]
    [InlineData("""{"payment_code":"025847103946","amount":44000,"reference":"R1","x":1,"x":"\ud800"}""")]
    public void A_payment_is_read_and_members_we_do_not_know_are_passed_over(string body)
    {
        Assert.Equal("", Complaint(Encoding.UTF8.GetBytes(body)));
    }

    [Theory]
    [InlineData("payment_code", "\"025847103946\"", "025847103946")]
    [InlineData("payment_code", "\"025847103946\"", "\"025-847-103\"")]
    [InlineData("payment_code", "\"025847103946\"", "\"123456789\"")]
    [InlineData("payment_code", "\"025847103946\"", "\"1234567890123456789012345\"")]
    [InlineData("payment_code", "\"025847103946\"", "\"\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0660\"")]
    [InlineData("payment_code", "\"025847103946\"", "null")]
    [InlineData("payment_code", "\"025847103946\"", "[\"025847103946\"]")]
    [InlineData("payment_code", "\"025847103946\"", "\"025847103946\",\"payment_code\":\"025847103946\"")]
    [InlineData("payment_code", "\"025847103946\"", "\"\\ud800\"")]
    [InlineData("payment_code", "\"payment_code\"", "\"Payment_Code\"")]
    [InlineData("amount", "44000", "0")]
    [InlineData("amount", "44000", "-44000")]
    [InlineData("amount", "44000", "44000.0")]
    [InlineData("amount", "44000", "4.4e4")]
    [InlineData("amount", "44000", "\"44000\"")]
    [InlineData("amount", "44000", "9223372036854775808")]
    [InlineData("amount", "44000", "true")]
    [InlineData("amount", "44000", "null")]
    [InlineData("amount", "44000", "{}")]
    [InlineData("amount", "44000", "44000,\"amount\":44000")]
    [InlineData("amount", "44000", "44000,\"\\u0061mount\":1")]
    [InlineData("amount", "\"amount\"", "\"sum\"")]
    [InlineData("reference", "\"R1\"", "\"\"")]
    [InlineData("reference", "\"R1\"", "\"R 1\"")]
    [InlineData("reference", "\"R1\"", "\"R\\n1\"")]
    [InlineData("reference", "\"R1\"", "\"R\u00e91\"")]
    [InlineData("reference", "\"R1\"", "\"12345678901234567890123456789012345678901\"")]
    [InlineData("reference", "\"R1\"", "1")]
    [InlineData("reference", "\"R1\"", "null")]
    [InlineData("reference", "\"R1\"", "\"\\udc00\\ud800\"")]
    [InlineData("terminal", "\"T042-3\"", "\"12345678901234567890123456789012345678901\"")]
    [InlineData("terminal", "\"T042-3\"", "\"T\\u0000\"")]
    [InlineData("terminal", "\"T042-3\"", "null")]
    [InlineData("terminal", "\"T042-3\"", "42")]
    [InlineData("terminal", "\"T042-3\"", "\"\\ud83d\"")]
    public void What_is_wrong_with_a_member_is_said_with_its_name(string member, string right, string wrong)
    {
        var body = Good.Replace(right, wrong, StringComparison.Ordinal);

        Assert.NotEqual(Good, body);
        Assert.StartsWith(member + " ", Complaint(Encoding.UTF8.GetBytes(body)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("[" + Good + "]")]
    [InlineData(Good + Good)]
    [InlineData(Good + "]")]
    [InlineData("{")]
    [InlineData("payment_code=025847103946")]
    [InlineData("{'payment_code':'025847103946'}")]
    [InlineData("/* note */" + Good)]
    [InlineData("\uFEFF" + Good)]
    [InlineData("""{"x":[[[[[[[[1]]]]]]]]}""")]
    [InlineData("""{"x":"\q"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("<html></html>")]
    public void What_is_not_one_object_is_malformed(string body)
    {
        Assert.StartsWith(NoObject, Complaint(Encoding.UTF8.GetBytes(body)), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_malformed_wherever_they_stand()
    {
        byte[] broken = [.. "{\"x\":\""u8, 0xC3, 0x28, .. "\","u8, .. Encoding.UTF8.GetBytes(Good[1..])];

        Assert.StartsWith(NoObject, Complaint(broken), StringComparison.Ordinal);
    }

    [Fact]
    public void The_contracts_requests_are_read()
    {
        foreach (var file in (string[])
            [
                "counter-api/payment.alfamart.request.json",
                "counter-api/payment.indomaret.request.json",
                "counter-api/advice.unmatched.request.json",
            ])
        {
            Assert.Equal("", Complaint(Encoding.UTF8.GetBytes(Samples.Compact(file))));
        }

        foreach (var file in (string[])
            ["counter-api/inquiry.alfamart.request.json", "counter-api/inquiry.indomaret.request.json"])
        {
            var body = Encoding.UTF8.GetBytes(Samples.Compact(file));
            Assert.True(CounterJson.TryRead(body, CounterJson.Strict.InquiryRequest, out var inquiry, out _));
            Assert.True(inquiry.TryRead(out _, out _));
        }

        var reversal = Encoding.UTF8.GetBytes(Samples.Compact("counter-api/reversal.indomaret.request.json"));
        Assert.True(CounterJson.TryRead(reversal, CounterJson.Strict.ReversalRequest, out var request, out _));
        Assert.True(request.TryRead(Network, out _, out var reference, out _));
        Assert.Equal(StoreReference.Of("indomaret-sandbox", "IDM2601150000123"), reference);
    }

    private static string Complaint(byte[] body) =>
        CounterJson.TryRead(body, CounterJson.Strict.PaymentRequest, out var request, out var complaint)
        && request.TryRead(Network, out _, out _, out _, out complaint)
            ? ""
            : complaint;
}

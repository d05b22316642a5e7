using Gerai.Dashboard.Settings;
using Gerai.Merchants;
using Gerai.Pages;
using Gerai.Tests.Support;
using Gerai.Wire;

namespace Gerai.Tests.Dashboard;

/// <summary>The signature helper finds what merchants' programs get wrong (protocol 6.16, 10.2).</summary>
public sealed class SignatureCheckTests
{
    private const string Order = "order-101";
    private const string Amount = "44000.00";
    private const string Older = "SB-Mid-server-OLDER0000000000000001";

    private static readonly KeptKey[] Keys =
    [
        new(new ServerKey(Some.ServerKey), Some.Morning, null),
        new(new ServerKey(Older), Some.Morning, Some.Morning.AddDays(1)),
    ];

    [Theory]
    [InlineData(Order, "200", Amount, Some.ServerKey, nameof(SignatureFlaw.None))]
    [InlineData(Order, "200", "44000", Some.ServerKey, nameof(SignatureFlaw.Amount))]
    [InlineData(Order, "200", "44,000", Some.ServerKey, nameof(SignatureFlaw.Amount))]
    [InlineData(Order, "201", Amount, Some.ServerKey, nameof(SignatureFlaw.Status))]
    [InlineData("ORDER-101", "200", Amount, Some.ServerKey, nameof(SignatureFlaw.Order))]
    [InlineData(Order, "200", Amount, Older, nameof(SignatureFlaw.OlderKey))]
    [InlineData(Order, "200", Amount, Some.ClientKey, nameof(SignatureFlaw.ClientKey))]
    [InlineData(Order, "200", Amount, "", nameof(SignatureFlaw.NoKey))]
    [InlineData(Order, "200", Amount, Some.ServerKey + "\n", nameof(SignatureFlaw.KeyWithBlank))]
    [InlineData(Order, "200", Amount, Some.ServerKey + ":", nameof(SignatureFlaw.KeyWithColon))]
    [InlineData(Order, "200", Amount, "Mid-server-OF-PRODUCTION-0001", nameof(SignatureFlaw.Unknown))]
    public void The_part_that_does_not_match_is_named(
        string order, string status, string amount, string key, string flaw)
    {
        var given = Signature.Of(order, status, amount, key);

        // In question is the message's own signature, or one that the shop computed for a message that is right.
        var own = Signature.Of(Order, "200", Amount, Some.ServerKey);
        Assert.Equal(flaw, Check(Message(given)).Flaw.ToString());
        Assert.Equal(flaw, Check(Message(own), given).Flaw.ToString());
        Assert.Equal(own, Check(Message(given)).Computed);
    }

    [Theory]
    [InlineData("", nameof(SignatureFlaw.NotJson))]
    [InlineData("order_id=order-101", nameof(SignatureFlaw.NotJson))]
    [InlineData("[1]", nameof(SignatureFlaw.NotJson))]
    [InlineData("{}", nameof(SignatureFlaw.Missing))]
    [InlineData("""{"order_id":"a","status_code":"200","gross_amount":null}""", nameof(SignatureFlaw.Missing))]
    [InlineData(
        """{"order_id":"a","status_code":"200","gross_amount":"1.00","signature_key":"q80="}""",
        nameof(SignatureFlaw.NoSignature))]
    public void What_is_no_signed_message_is_said_to_be_none(string json, string flaw) =>
        Assert.Equal(flaw, Check(json).Flaw.ToString());

    [Fact]
    public void Capital_letters_are_not_the_same()
    {
        var right = Signature.Of(Order, "200", Amount, Some.ServerKey);

        Assert.Equal(SignatureFlaw.Letters, Check(Message(right.ToUpperInvariant())).Flaw);
        Assert.Equal(SignatureFlaw.None, Check(Message(right), right).Flaw);
    }

    [Fact]
    public void Two_parts_that_are_wrong_together_are_found_too()
    {
        var found = Check(Message(Signature.Of(Order, "201", "44000", Some.ServerKey)));

        Assert.Equal(
            (SignatureFlaw.Amount, "44000", Amount), (found.Flaw, found.Detail!, found.Expected!));
    }

    [Fact]
    public void Each_flaw_has_its_words_in_both_languages()
    {
        foreach (var flaw in Enum.GetValues<SignatureFlaw>())
        {
            var found = new SignatureFinding(flaw);
            Assert.NotEqual(
                SignatureWords.Of(found, PageLanguage.Indonesian), SignatureWords.Of(found, PageLanguage.English));
        }
    }

    private static SignatureFinding Check(string json, string? own = null) =>
        SignatureCheck.Of(json, own, Keys, Some.ClientKey);

    private static string Message(string signature) =>
        $$"""
        {"order_id":"{{Order}}","status_code":"200","gross_amount":"{{Amount}}","signature_key":"{{signature}}"}
        """;
}

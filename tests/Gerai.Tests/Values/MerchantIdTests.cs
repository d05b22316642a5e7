using Gerai.Values;

namespace Gerai.Tests.Values;

public sealed class MerchantIdTests
{
    // Protocol 3.5: G and nine digits, M and six in older accounts, longer ones for partners.
    [Theory]
    [InlineData("G812785002")]
    [InlineData("G072317714")]
    [InlineData("M100198")]
    [InlineData("B200012345678")]
    public void A_merchant_number_is_a_letter_and_digits(string number)
    {
        foreach (var environment in Enum.GetValues<GatewayEnvironment>())
        {
            var id = MerchantId.Of(environment, number);

            Assert.Equal(number, id.Number);
            Assert.Equal(id, MerchantId.Parse(id.ToString()));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("g812785002")]
    [InlineData("812785002")]
    [InlineData("G12345")]
    [InlineData("G1234567890123")]
    [InlineData("G81278500x")]
    [InlineData("G812785002\n")]
    [InlineData("G٨١٢٧٨٥٠٠٢")]
    public void Anything_else_is_no_merchant_number(string number) =>
        Assert.Throws<ArgumentException>(() => MerchantId.Of(GatewayEnvironment.Sandbox, number));

    [Theory]
    [InlineData("")]
    [InlineData("G812785002")]
    [InlineData("staging/G812785002")]
    [InlineData("Sandbox/G812785002")]
    [InlineData("sandbox/G812785002/more")]
    public void Only_environment_and_number_are_read_back(string text) =>
        Assert.Throws<FormatException>(() => MerchantId.Parse(text));

    [Fact]
    public void The_same_number_in_sandbox_and_production_is_two_merchants()
    {
        var sandbox = MerchantId.Of(GatewayEnvironment.Sandbox, "G812785002");
        var production = MerchantId.Of(GatewayEnvironment.Production, "G812785002");

        Assert.NotEqual(sandbox, production);
        Assert.Equal("sandbox/G812785002", sandbox.ToString());
        Assert.Equal("production/G812785002", production.ToString());
    }
}

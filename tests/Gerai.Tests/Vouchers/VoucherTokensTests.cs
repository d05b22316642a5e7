using Gerai.Tests.Support;
using Gerai.Voucher;

namespace Gerai.Tests.Vouchers;

/// <summary>The secret in a voucher's address.</summary>
public sealed class VoucherTokensTests
{
    private readonly VoucherTokens tokens = new(TestGateway.SealingKey);

    [Fact]
    public void A_token_leads_back_to_its_payment()
    {
        var id = Some.Payment().Id;

        Assert.True(tokens.TryRead(tokens.Of(id), out var read));
        Assert.Equal(id, read);
        Assert.Equal(43, tokens.Of(id).Length);
    }

    [Fact]
    public void A_token_with_any_other_letter_at_any_place_is_none()
    {
        var good = tokens.Of(Some.Payment().Id);
        for (var place = 0; place < good.Length; place++)
        {
            foreach (var letter in "AZaz09-_".Where(letter => letter != good[place]))
            {
                Assert.False(tokens.TryRead(good[..place] + letter + good[(place + 1)..], out _));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0123456789012345678901234567890123456789012")]
    [InlineData("..........................................é")]
    [InlineData("                                           ")]
    [InlineData("==========================================A")]
    public void What_is_no_token_is_none(string text) => Assert.False(tokens.TryRead(text, out _));

    [Fact]
    public void A_token_of_another_gateway_is_none() =>
        Assert.False(tokens.TryRead(new VoucherTokens(new byte[32]).Of(Some.Payment().Id), out _));
}

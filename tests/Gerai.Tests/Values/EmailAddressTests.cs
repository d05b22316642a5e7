using Gerai.Values;

namespace Gerai.Tests.Values;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ops@shop.example")]
    [InlineData("a.b+c_d-e@mail-1.shop.co.id")]
    [InlineData("root@localhost")]
    public void A_plain_address_is_one(string text) => Assert.Equal(text, EmailAddress.Of(text).Text);

    [Theory]
    [InlineData("")]
    [InlineData("ops")]
    [InlineData("@shop.example")]
    [InlineData("ops@")]
    [InlineData("ops@shop.example\n")]
    [InlineData("ops@shop.example\r\nBcc: all@shop.example")]
    [InlineData("a@b, c@d")]
    [InlineData("a@b c@d")]
    [InlineData("a@b@c")]
    [InlineData("Ops <ops@shop.example>")]
    [InlineData("\"a b\"@shop.example")]
    [InlineData("group: a@b;")]
    [InlineData("ops@[127.0.0.1]")]
    [InlineData("ops@-shop.example")]
    [InlineData("ops@shop..example")]
    [InlineData(".ops@shop.example")]
    [InlineData("öps@shop.example")]
    [InlineData("-oX/tmp/x@shop.example\0")]
    [InlineData("a/b@shop.example")]
    [InlineData("|sh@shop.example")]
    public void Anything_that_could_mean_more_is_refused(string text)
    {
        Assert.False(EmailAddress.TryOf(text, out _));
        Assert.False(EmailAddress.TryOf(text + new string('x', EmailAddress.LengthMax), out _));
        Assert.Throws<ArgumentException>(() => EmailAddress.Of(text));
    }
}

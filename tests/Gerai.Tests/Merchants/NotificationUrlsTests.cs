using Gerai.Merchants;

namespace Gerai.Tests.Merchants;

public sealed class NotificationUrlsTests
{
    // Protocol 6.41.
    [Fact]
    public void Several_addresses_have_commas_between_them_or_come_one_by_one()
    {
        Assert.True(NotificationUrls.TryRead(
            ["https://a.example/x, http://127.0.0.1:5000/?a=1", "https://a.example/x", ""], out var urls, out _));
        Assert.Equal(["https://a.example/x", "http://127.0.0.1:5000/?a=1"], urls);

        Assert.True(NotificationUrls.TryRead([""], out urls, out _));
        Assert.Empty(urls);
    }

    [Theory]
    [InlineData("shop.example/notify")]
    [InlineData("ftp://shop.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://shop.example/a b")]
    [InlineData("https://shop.example/a\nhttps://other.example/")]
    [InlineData("https://shop.example/\u0007")]
    [InlineData("https://a.example/,nonsense")]
    public void What_could_never_be_called_is_refused_by_name(string text)
    {
        Assert.False(NotificationUrls.TryRead([text], out _, out var complaint));
        Assert.EndsWith("is not an address such as https://shop.example/notify.", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_refused_and_not_repeated()
    {
        Assert.False(NotificationUrls.TryRead(["https://user:secret@shop.example/"], out _, out var complaint));
        Assert.DoesNotContain("secret", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_limits_to_their_number_and_length()
    {
        var many = Enumerable.Range(0, 11).Select(i => $"https://shop.example/{i}");
        Assert.False(NotificationUrls.TryRead(many, out _, out _));
        Assert.False(NotificationUrls.TryRead(["https://shop.example/" + new string('x', 2_000)], out _, out _));
    }
}

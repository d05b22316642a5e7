using Gerai.Merchants;

namespace Gerai.Tests.Merchants;

/// <summary>Which addresses a merchant's customers may be led to.</summary>
public sealed class RedirectUrlTests
{
    [Theory]
    [InlineData("https://shop.example/thanks?from=gerai#top", "https://shop.example/thanks?from=gerai#top")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/")]
    [InlineData("HTTPS://Shop.Example/a/../b", "https://shop.example/b")]
    [InlineData("https://shop.example/terima kasih", null)]
    public void An_address_is_kept_as_it_was_read(string text, string? kept)
    {
        Assert.Equal(kept is not null, RedirectUrl.TryOf(text, out var url, out _));
        Assert.Equal(kept, url?.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/thanks")]
    [InlineData("//shop.example/thanks")]
    [InlineData("shop.example/thanks")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript://shop.example/%0aalert(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://")]
    [InlineData("https://shop.example/\njavascript:alert(1)")]
    [InlineData("\thttps://shop.example/")]
    public void What_a_browser_would_run_or_misread_is_refused_by_name(string text)
    {
        Assert.False(RedirectUrl.TryOf(text, out _, out var complaint));
        Assert.Equal($"{text} is not an address such as https://shop.example/thanks.", complaint);
        Assert.Throws<ArgumentException>(() => RedirectUrl.Of(text));
    }

    [Fact]
    public void A_password_is_refused_and_not_repeated()
    {
        Assert.False(RedirectUrl.TryOf("https://user:secret@shop.example/", out _, out var complaint));
        Assert.Equal("An address must not hold a user name or password.", complaint);
    }

    [Fact]
    public void There_is_a_limit_to_its_length() =>
        Assert.False(RedirectUrl.TryOf("https://shop.example/" + new string('x', 2_000), out _, out _));
}

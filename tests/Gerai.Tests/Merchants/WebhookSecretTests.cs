using Gerai.Merchants;
using Gerai.Tests.Support;

namespace Gerai.Tests.Merchants;

public sealed class WebhookSecretTests
{
    [Fact]
    public void A_new_secret_has_the_form_of_the_specification_and_is_read_back_as_it_was()
    {
        var secret = WebhookSecret.New(new SeededRandom(1));

        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", secret.Text);
        Assert.Equal(32, secret.ToKey().Length);
        Assert.Equal(secret, WebhookSecret.Parse(secret.Text));
        Assert.NotEqual(secret, WebhookSecret.New(new SeededRandom(2)));
    }

    [Fact]
    public void It_shows_itself_only_to_who_asks_for_its_text() =>
        Assert.Equal("a webhook secret", $"{WebhookSecret.New(new SeededRandom(1))}");

    // printf 'gerai sandbox webhook secret' | openssl dgst -sha256 -hmac KEY -binary | base64
    [Fact]
    public void One_server_key_makes_one_secret_in_the_sandbox() => Assert.Equal(
        "whsec_LgGiEGpGvFp4FQU/mosW0F/GFP6Ayd8aZlV1onfWZKM=",
        WebhookSecret.ForSandbox(new ServerKey(Some.ServerKey)).Text);

    [Theory]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64")]
    public void What_has_another_form_is_no_secret(string text) =>
        Assert.Throws<FormatException>(() => WebhookSecret.Parse(text));

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void It_has_24_to_64_bytes(int length, bool isSecret)
    {
        var made = Record.Exception(() => WebhookSecret.Of(new byte[length])) is null;

        Assert.Equal(isSecret, made);
    }

    [Fact]
    public void It_signs_until_its_end_and_not_at_it()
    {
        var secret = WebhookSecret.New(new SeededRandom(1)) with { ValidUntil = Some.Morning };

        Assert.True(secret.SignsAt(Some.Morning.AddMilliseconds(-1)));
        Assert.False(secret.SignsAt(Some.Morning));
        Assert.True((secret with { ValidUntil = null }).SignsAt(Some.Morning));
    }
}

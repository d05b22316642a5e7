using System.Text;
using Gerai.People;

namespace Gerai.Tests.People;

public sealed class AuthenticatorCodesTests
{
    // RFC 6238, appendix B, SHA-1: the last six of the eight digits there.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1_111_111_109, "081804")]
    [InlineData(1_111_111_111, "050471")]
    [InlineData(1_234_567_890, "005924")]
    [InlineData(2_000_000_000, "279037")]
    [InlineData(20_000_000_000, "353130")]
    public void The_digits_are_those_of_the_vectors(long seconds, string code)
    {
        var key = AuthenticatorCodes.ReadKey("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");

        Assert.Equal("12345678901234567890", Encoding.ASCII.GetString(key));
        Assert.Equal(code, AuthenticatorCodes.Code(key, seconds / 30));
    }

    // RFC 4648, section 10.
    [Theory]
    [InlineData("", "")]
    [InlineData("MY======", "f")]
    [InlineData("MZXQ====", "fo")]
    [InlineData("MZXW6===", "foo")]
    [InlineData("MZXW6YQ=", "foob")]
    [InlineData("MZXW6YTB", "fooba")]
    [InlineData("mzxw6ytboi", "foobar")]
    public void A_key_is_read_as_it_was_written(string base32, string text) =>
        Assert.Equal(text, Encoding.ASCII.GetString(AuthenticatorCodes.ReadKey(base32)));

    [Fact]
    public void Another_letter_is_no_key() =>
        Assert.Throws<FormatException>(() => AuthenticatorCodes.ReadKey("MZXW6YT1"));
}

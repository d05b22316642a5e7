using System.Security.Cryptography;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Values;

public sealed class SecretSealTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, SecretSeal.KeyBytes).Select(i => (byte)i)];
    private static readonly byte[] OtherKey = [.. Key.Reverse()];

    // Computed apart from our code: HMAC-SHA256 with the key that HKDF derives for "gerai hash".
    private const string Pinned = "c14548a902f56eae002afaad6facd125dc167ae5dd1ac8bf86eefee09c25aed6";

    [Theory]
    [InlineData("")]
    [InlineData(Some.ServerKey)]
    [InlineData("kopi é 🧾")]
    public void What_was_sealed_can_be_opened(string secret)
    {
        var seal = new SecretSeal(Key, new SeededRandom(1));

        Assert.Equal(secret, seal.Open(seal.Seal(secret)));
        Assert.Equal(secret, new SecretSeal(Key, new SeededRandom(2)).Open(seal.Seal(secret)));
    }

    [Fact]
    public void A_seal_does_not_show_its_secret_nor_that_two_are_the_same()
    {
        var seal = new SecretSeal(Key, new SeededRandom(1));
        var (first, second) = (seal.Seal(Some.ServerKey), seal.Seal(Some.ServerKey));

        Assert.NotEqual(first, second);
        Assert.DoesNotContain("Mid-server", first);
    }

    [Fact]
    public void A_seal_that_was_changed_in_any_byte_does_not_open()
    {
        var seal = new SecretSeal(Key, new SeededRandom(1));
        var box = Convert.FromBase64String(seal.Seal(Some.ServerKey));
        for (var i = 0; i < box.Length; i++)
        {
            var changed = box.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => seal.Open(Convert.ToBase64String(changed)));
        }
    }

    [Fact]
    public void Another_key_does_not_open_a_seal()
    {
        var sealedText = new SecretSeal(Key, new SeededRandom(1)).Seal(Some.ServerKey);

        Assert.ThrowsAny<CryptographicException>(
            () => new SecretSeal(OtherKey, new SeededRandom(1)).Open(sealedText));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base 64")]
    public void Text_that_is_no_seal_is_refused_as_such(string text)
    {
        var seal = new SecretSeal(Key, new SeededRandom(1));

        Assert.ThrowsAny<CryptographicException>(() => seal.Open(text));
    }

    [Fact]
    public void The_hash_of_a_secret_never_changes_and_needs_the_key()
    {
        var seal = new SecretSeal(Key, new SeededRandom(1));

        // Pinned: server keys already written are found by it.
        Assert.Equal(Pinned, seal.Hash(Some.ServerKey));
        Assert.NotEqual(seal.Hash(Some.ServerKey), new SecretSeal(OtherKey, new SeededRandom(1)).Hash(Some.ServerKey));
        Assert.NotEqual(seal.Hash(Some.ServerKey), seal.Hash(Some.ServerKey + " "));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_sealing_key_has_32_bytes(int length) =>
        Assert.Throws<ArgumentException>(() => new SecretSeal(new byte[length], new SeededRandom(1)));
}

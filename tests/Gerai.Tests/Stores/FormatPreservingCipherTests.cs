using CsCheck;
using Gerai.Stores;
using Org.BouncyCastle.Crypto.Fpe;
using Org.BouncyCastle.Crypto.Parameters;

namespace Gerai.Tests.Stores;

public sealed class FormatPreservingCipherTests
{
    private const string Key128 = "2B7E151628AED2A6ABF7158809CF4F3C";
    private const string Key192 = Key128 + "EF4359D8D580AA4F";
    private const string Key256 = Key192 + "7F036D6F04FC6A94";
    private const string Tweak = "39383736353433323130";

    private static readonly Gen<(byte[] Key, int Digits, ulong Number, byte[] Tweak)> Cases =
        from key in Gen.Byte.Array[32]
        from digits in Gen.Int[7, FormatPreservingCipher.DigitsMax]
        from number in Gen.ULong[0, (ulong)Math.Pow(10, digits) - 1]
        from tweak in Gen.Byte.Array[0, 20]
        select (key, digits, number, tweak);

    // NIST's published samples for FF1 with radix 10: numbers 1, 2, 4, 5, 7 and 8.
    [Theory]
    [InlineData(Key128, "", 2433477484)]
    [InlineData(Key128, Tweak, 6124200773)]
    [InlineData(Key192, "", 2830668132)]
    [InlineData(Key192, Tweak, 2496655549)]
    [InlineData(Key256, "", 6657667009)]
    [InlineData(Key256, Tweak, 1001623463)]
    public void NISTs_samples_come_out(string key, string tweak, ulong expected)
    {
        using var cipher = new FormatPreservingCipher(Convert.FromHexString(key));
        var tweakBytes = Convert.FromHexString(tweak);

        Assert.Equal(expected, cipher.Encrypt(0123456789, 10, tweakBytes));
        Assert.Equal(0123456789UL, cipher.Decrypt(expected, 10, tweakBytes));
    }

    [Fact]
    public void It_is_the_same_cipher_as_BouncyCastles_for_any_key_length_and_tweak() => Cases.Sample(
        one =>
        {
            using var cipher = new FormatPreservingCipher(one.Key);
            var enciphered = cipher.Encrypt(one.Number, one.Digits, one.Tweak);

            Assert.Equal(OfBouncyCastle(one.Key, one.Digits, one.Number, one.Tweak), enciphered);
            Assert.Equal(one.Number, cipher.Decrypt(enciphered, one.Digits, one.Tweak));
        },
        iter: 2000);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void All_numbers_of_a_length_come_out_once_each(int digits)
    {
        using var cipher = new FormatPreservingCipher(new byte[32]);
        var count = (int)Math.Pow(10, digits);
        var codes = Enumerable.Range(0, count).Select(number => cipher.Encrypt((ulong)number, digits, [])).ToHashSet();

        Assert.Equal(count, codes.Count);
        Assert.All(codes, code => Assert.InRange(code, 0UL, (ulong)count - 1));
    }

    [Fact]
    public void Key_and_tweak_both_decide_what_comes_out()
    {
        using var cipher = new FormatPreservingCipher(new byte[32]);
        using var other = new FormatPreservingCipher([.. Enumerable.Repeat((byte)1, 32)]);
        var code = cipher.Encrypt(1, 12, "1002"u8);

        Assert.NotEqual(code, cipher.Encrypt(1, 12, "1003"u8));
        Assert.NotEqual(code, cipher.Encrypt(1, 12, []));
        Assert.NotEqual(code, other.Encrypt(1, 12, "1002"u8));
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        using var cipher = new FormatPreservingCipher(new byte[32]);
        var alone = Enumerable.Range(0, 2000).Select(number => cipher.Encrypt((ulong)number, 12, [])).ToArray();
        var together = new ulong[alone.Length];
        Parallel.For(0, alone.Length, number => together[number] = cipher.Encrypt((ulong)number, 12, []));

        Assert.Equal(alone, together);
    }

    private static ulong OfBouncyCastle(byte[] key, int digits, ulong number, byte[] tweak)
    {
        var engine = new FpeFf1Engine();
        engine.Init(forEncryption: true, new FpeParameters(new KeyParameter(key), 10, tweak));
        var plain = number.ToString().PadLeft(digits, '0').Select(digit => (byte)(digit - '0')).ToArray();
        var enciphered = new byte[digits];
        engine.ProcessBlock(plain, 0, digits, enciphered, 0);
        return enciphered.Aggregate(0UL, (value, digit) => (value * 10) + digit);
    }
}

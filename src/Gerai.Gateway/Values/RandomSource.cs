using System.Security.Cryptography;

namespace Gerai.Values;

/// <summary>Where everything random comes from, so that a test can choose it.</summary>
public abstract class RandomSource
{
    public static RandomSource Secure { get; } = new SecureSource();

    public abstract void Fill(Span<byte> bytes);

    public Guid NextUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A number from 0 up to but not including 1.</summary>
    public double NextFraction()
    {
        Span<byte> bytes = stackalloc byte[8];
        Fill(bytes);
        return (BitConverter.ToUInt64(bytes) >> 11) / (double)(1UL << 53);
    }

    /// <summary>Text of the given length over <c>[A-Za-z0-9_-]</c>: six bits of chance a character.</summary>
    public string NextText(int length)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
        var bytes = new byte[length];
        Fill(bytes);
        return string.Create(length, bytes, static (text, chance) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Alphabet[chance[i] & 63];
            }
        });
    }

    private sealed class SecureSource : RandomSource
    {
        public override void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gerai.Stores;

/// <summary>
/// FF1 of NIST SP 800-38G for decimal digits: turns a number of n digits into another number of n digits, one to one,
/// so that codes made from a counter never clash and yet cannot be guessed. Written for at most 18 digits, where
/// every step fits 64 bits; tests hold it against NIST's vectors and against BouncyCastle.
/// </summary>
internal sealed class FormatPreservingCipher : IDisposable
{
    public const int DigitsMax = 18;

    private const int Rounds = 10;
    private const int BlockBytes = 16;

    private static readonly ulong[] PowersOfTen = [.. Enumerable.Range(0, DigitsMax + 1).Select(PowerOfTen)];

    // A cipher keeps its place in the stream, so it is not safe for concurrent use; a lock would make every charge wait
    // for its neighbour.
    private readonly ThreadLocal<BlockCipher> blocks;

    public FormatPreservingCipher(byte[] key) =>
        blocks = new ThreadLocal<BlockCipher>(() => new BlockCipher(key), trackAllValues: true);

    public ulong Encrypt(ulong number, int digits, ReadOnlySpan<byte> tweak)
    {
        var (left, right) = Math.DivRem(number, PowersOfTen[digits - (digits / 2)]);
        Span<byte> message = stackalloc byte[MessageBytes(digits, tweak)];
        Prepare(message, digits, tweak);
        for (var round = 0; round < Rounds; round++)
        {
            var modulus = PowersOfTen[round % 2 == 0 ? digits / 2 : digits - (digits / 2)];
            (left, right) = (right, (left + (Mix(message, digits, round, right) % modulus)) % modulus);
        }

        return (left * PowersOfTen[digits - (digits / 2)]) + right;
    }

    public ulong Decrypt(ulong number, int digits, ReadOnlySpan<byte> tweak)
    {
        var (left, right) = Math.DivRem(number, PowersOfTen[digits - (digits / 2)]);
        Span<byte> message = stackalloc byte[MessageBytes(digits, tweak)];
        Prepare(message, digits, tweak);
        for (var round = Rounds - 1; round >= 0; round--)
        {
            var modulus = PowersOfTen[round % 2 == 0 ? digits / 2 : digits - (digits / 2)];
            (left, right) = ((right + modulus - (Mix(message, digits, round, left) % modulus)) % modulus, left);
        }

        return (left * PowersOfTen[digits - (digits / 2)]) + right;
    }

    public void Dispose()
    {
        foreach (var cipher in blocks.Values)
        {
            cipher.Dispose();
        }

        blocks.Dispose();
    }

    // NIST's P and Q, one after the other: what the round function enciphers. b bytes hold the longer half.
    private static int MessageBytes(int digits, ReadOnlySpan<byte> tweak)
    {
        var unpadded = tweak.Length + 1 + HalfBytes(digits);
        return BlockBytes + ((unpadded + BlockBytes - 1) / BlockBytes * BlockBytes);
    }

    private static int HalfBytes(int digits) =>
        (int)Math.Ceiling(Math.Ceiling((digits - (digits / 2)) * Math.Log2(10)) / 8);

    private void Prepare(Span<byte> message, int digits, ReadOnlySpan<byte> tweak)
    {
        message.Clear();
        ReadOnlySpan<byte> head = [1, 2, 1, 0, 0, 10, Rounds, (byte)(digits / 2)];
        head.CopyTo(message);
        BinaryPrimitives.WriteInt32BigEndian(message[8..], digits);
        BinaryPrimitives.WriteInt32BigEndian(message[12..], tweak.Length);
        tweak.CopyTo(message[BlockBytes..]);

        // P is the same in every round, so what it is enciphered to takes its place once for all of them.
        blocks.Value!.Encrypt(message[..BlockBytes]);
    }

    // The round function: CBC-MAC over P and Q with the round and one half in it; up to 18 digits its first 8 bytes
    // are all that NIST's d asks for.
    private ulong Mix(Span<byte> message, int digits, int round, ulong half)
    {
        var bytes = HalfBytes(digits);
        message[^(bytes + 1)] = (byte)round;
        for (var i = 1; i <= bytes; i++)
        {
            message[^i] = (byte)(half & 0xFF);
            half >>= 8;
        }

        Span<byte> mac = stackalloc byte[BlockBytes];
        message[..BlockBytes].CopyTo(mac);
        var cipher = blocks.Value!;
        for (var block = BlockBytes; block < message.Length; block += BlockBytes)
        {
            for (var i = 0; i < BlockBytes; i++)
            {
                mac[i] ^= message[block + i];
            }

            cipher.Encrypt(mac);
        }

        return BinaryPrimitives.ReadUInt64BigEndian(mac);
    }

    private static ulong PowerOfTen(int exponent)
    {
        var power = 1UL;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    // AES of one block. Set up once for a thread, because that takes longer than its work.
    private sealed class BlockCipher : IDisposable
    {
        private readonly byte[] block = new byte[BlockBytes];
        private readonly Aes aes = Aes.Create();
        private readonly ICryptoTransform transform;

        public BlockCipher(byte[] key)
        {
            aes.Mode = CipherMode.ECB;
            aes.Padding = PaddingMode.None;
            aes.Key = key;
            transform = aes.CreateEncryptor();
        }

        public void Encrypt(Span<byte> text)
        {
            text.CopyTo(block);
            transform.TransformBlock(block, 0, BlockBytes, block, 0);
            block.CopyTo(text);
        }

        public void Dispose()
        {
            transform.Dispose();
            aes.Dispose();
        }
    }
}

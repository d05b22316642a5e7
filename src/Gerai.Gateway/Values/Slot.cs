using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gerai.Values;

/// <summary>
/// Which of 1,024 parts of the books a payment lives in. Order id, transaction id and payment code each tell it, so
/// one shard of a distributed database can answer whichever of the three a caller has.
/// </summary>
internal readonly record struct Slot
{
    public const int Count = 1024;

    private Slot(int number) => Number = number;

    public int Number { get; }

    public static Slot Of(int number) => number is >= 0 and < Count
        ? new Slot(number)
        : throw new ArgumentOutOfRangeException(nameof(number), number, "There are 1,024 slots.");

    /// <summary>The slot of a merchant's order. Never change this: rows already written are found by it.</summary>
    public static Slot Of(MerchantId merchant, OrderId order) => OfText($"{merchant}\n{order}");

    /// <summary>The slot of whatever is known only by its text, such as an idempotency key.</summary>
    public static Slot OfText(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return new Slot(BinaryPrimitives.ReadUInt16BigEndian(hash) % Count);
    }

    public override string ToString() => Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

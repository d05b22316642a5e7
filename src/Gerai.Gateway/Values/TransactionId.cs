using System.Buffers.Binary;

namespace Gerai.Values;

/// <summary>
/// Ours: a UUID of version 8 that starts with the time, so that neighbours in time are neighbours on disk, and
/// carries the slot, so that its shard can be read from it. Layout: 48 bits Unix milliseconds, version, 12 bits
/// fraction of the millisecond, variant, 10 bits slot, 52 bits of chance.
/// </summary>
internal readonly record struct TransactionId
{
    private TransactionId(Guid value, Slot slot)
    {
        Value = value;
        Slot = slot;
    }

    public Guid Value { get; }

    public Slot Slot { get; }

    /// <summary>When it was made, to the millisecond: when its payment was charged.</summary>
    public DateTimeOffset At
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16);
        }
    }

    public static TransactionId Of(long ticksSinceEpoch, Slot slot, RandomSource random)
    {
        var (milliseconds, rest) = Math.DivRem(ticksSinceEpoch, TimeSpan.TicksPerMillisecond);
        var fraction = rest * 4096 / TimeSpan.TicksPerMillisecond;
        Span<byte> bytes = stackalloc byte[16];
        random.Fill(bytes[8..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (milliseconds << 16) | 0x8000 | fraction);
        bytes[8] = (byte)(0x80 | (slot.Number >> 4));
        bytes[9] = (byte)(((slot.Number & 0xF) << 4) | (bytes[9] & 0xF));
        return new TransactionId(new Guid(bytes, bigEndian: true), slot);
    }

    /// <summary>
    /// What every id made before this moment sorts before, and every later one behind. It is no id itself.
    /// </summary>
    public static string FirstTextOf(DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, moment.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    public static bool TryParse(string text, out TransactionId id)
    {
        id = default;
        if (!Guid.TryParseExact(text, "D", out var value) || value.Version != 8)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        if ((bytes[8] & 0xC0) != 0x80)
        {
            return false;
        }

        id = new TransactionId(value, Slot.Of(((bytes[8] & 0x3F) << 4) | (bytes[9] >> 4)));
        return true;
    }

    public static TransactionId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not a transaction id of ours.");

    public override string ToString() => Value.ToString("D");
}

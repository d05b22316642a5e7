using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Payments;

/// <summary>What can be asked of a payment. The moment comes with the command, so the rules need no clock.</summary>
internal abstract record PaymentCommand(DateTimeOffset At)
{
    /// <summary>As the history writes it.</summary>
    public string Name => GetType().Name;

    /// <summary>A cashier has typed the code and is about to take the money.</summary>
    internal sealed record Inquire(DateTimeOffset At, TimeSpan Grace) : PaymentCommand(At);

    /// <summary>The store network books money it has taken.</summary>
    internal sealed record Pay(Rupiah Amount, StoreReference Reference, DateTimeOffset At) : PaymentCommand(At);

    /// <summary>The store network takes a payment back.</summary>
    internal sealed record Reverse(StoreReference Reference, DateTimeOffset At) : PaymentCommand(At);

    /// <summary>The merchant no longer wants the money.</summary>
    internal sealed record Cancel(DateTimeOffset At) : PaymentCommand(At);

    /// <summary>The merchant ends the payment before its time.</summary>
    internal sealed record Expire(DateTimeOffset At) : PaymentCommand(At);

    /// <summary>The time may be over: expires the payment if it is.</summary>
    internal sealed record Lapse(DateTimeOffset At) : PaymentCommand(At);
}

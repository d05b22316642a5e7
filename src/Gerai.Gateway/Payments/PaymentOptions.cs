namespace Gerai.Payments;

/// <summary>Settings of the heart.</summary>
public sealed record PaymentOptions
{
    /// <summary>How long a customer may still pay whose cashier asked in time (protocol 5.14).</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often overdue payments are looked for.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(1);
}

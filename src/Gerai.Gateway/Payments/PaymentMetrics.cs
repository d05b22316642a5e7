using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gerai.Payments;

/// <summary>What an operator watches of payments. docs/operating.md lists the instruments.</summary>
internal sealed class PaymentMetrics
{
    /// <summary>The meter's name, for who collects.</summary>
    public const string MeterName = "Gerai.Payments";

    private readonly Counter<long> charges;
    private readonly Counter<long> changes;
    private readonly Histogram<double> expiryLag;

    public PaymentMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        charges = meter.CreateCounter<long>(
            "gerai.charges", "{charge}", "Charges, by outcome: Opened, or why not.");
        changes = meter.CreateCounter<long>(
            "gerai.payments.changes", "{change}", "Changes of payments, by what was done and store; Pay books money.");
        expiryLag = meter.CreateHistogram<double>(
            "gerai.payments.expiry.lag", "s", "From the end of a payment's time until it was written down as expired.");
    }

    public void NoteCharge(Outcome outcome) => charges.Add(
        1,
        new TagList { { "outcome", outcome is Outcome.Rejected rejected ? rejected.Reason.ToString() : "Opened" } });

    public void NoteChange(PaymentCommand command, Payment changed)
    {
        changes.Add(1, new TagList { { "change", command.Name }, { "store", changed.Chain.ToString() } });
        if (command is PaymentCommand.Lapse)
        {
            expiryLag.Record((command.At - changed.PayableUntil).TotalSeconds);
        }
    }
}

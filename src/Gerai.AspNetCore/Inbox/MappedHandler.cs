using System.Data.Common;
using Gerai.Client;

namespace Gerai.AspNetCore.Inbox;

/// <summary>What the shop gave to MapPaymentNotifications: one of the two, or nothing yet.</summary>
internal sealed class MappedHandler
{
    public Func<PaymentNotification, CancellationToken, Task>? Call { get; set; }

    public Func<PaymentNotification, DbTransaction, CancellationToken, Task>? CallInTransaction { get; set; }

    public bool IsMapped => Call is not null || CallInTransaction is not null;
}

using Gerai.Nodes;

namespace Gerai.Payments;

/// <summary>
/// Tells who waits for it that a payment was opened or has changed: open pages, listeners and lists, the dispatcher,
/// here and at the other nodes. Only after the change is in the books, and never in its way.
/// </summary>
internal sealed class ChangeNews(
    OutboxSignal signal, PaymentNews pages, MerchantNews merchants, LivingNodes nodes, OtherNodes others)
{
    public void Tell(PaymentChange change)
    {
        var (id, merchant) = (change.Payment.Id, change.Payment.Merchant);

        // Where nobody is told there is nothing for a dispatcher to find, and looking would slow down the charges that
        // follow. Nor is there at this node when it is another one's to send.
        if (change.Addresses.Count > 0)
        {
            if (nodes.Place.Slots.Contains(id.Slot))
            {
                signal.Raise();
            }

            others.Tell(NodeNews.NotificationsDueIn(id.Slot));
        }

        if (!change.IsNews)
        {
            return;
        }

        pages.Tell(id);
        merchants.Tell(merchant);
        others.Tell(NodeNews.OfPayments(merchant));

        // Before its first version nobody can have been looking at it.
        if (change.Payment.Version > 1)
        {
            others.Tell(NodeNews.Of(id));
        }
    }

    /// <summary>Notifications are due that were not so before, whosever.</summary>
    public void TellOfNotifications()
    {
        signal.Raise();
        others.Tell(NodeNews.NotificationsDue);
    }
}

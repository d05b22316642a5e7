using Gerai.Values;

namespace Gerai.Nodes;

/// <summary>What a node may have to say to the others.</summary>
internal enum NodeNewsKind
{
    /// <summary>Something may have been missed: look at all there is.</summary>
    Everything,

    /// <summary>A payment that somebody may be looking at is not what it was.</summary>
    PaymentChanged,

    /// <summary>A payment of a merchant's was opened or has changed.</summary>
    PaymentsChanged,

    /// <summary>Notifications are due, in a slot or in any.</summary>
    NotificationsDue,

    /// <summary>Notifications are due, and the node whose slots they are in has no place for them.</summary>
    HelpWanted,

    MerchantChanged,

    /// <summary>A node has come or gone.</summary>
    NodesChanged,
}

/// <summary>One thing for the other nodes to know: that something has changed, and never what it is now.</summary>
/// <remarks>In small pieces: what is said twice is sent once, so a busy merchant goes once for many payments.</remarks>
internal readonly record struct NodeNews(
    NodeNewsKind Kind, TransactionId? Payment = null, MerchantId? Merchant = null, Slot? Slot = null)
{
    public static NodeNews Everything { get; } = new(NodeNewsKind.Everything);

    public static NodeNews NotificationsDue { get; } = new(NodeNewsKind.NotificationsDue);

    public static NodeNews HelpWanted { get; } = new(NodeNewsKind.HelpWanted);

    public static NodeNews NodesChanged { get; } = new(NodeNewsKind.NodesChanged);

    public static NodeNews Of(TransactionId payment) => new(NodeNewsKind.PaymentChanged, payment);

    public static NodeNews OfPayments(MerchantId merchant) => new(NodeNewsKind.PaymentsChanged, Merchant: merchant);

    public static NodeNews NotificationsDueIn(Slot slot) => new(NodeNewsKind.NotificationsDue, Slot: slot);

    public static NodeNews Of(MerchantId merchant) => new(NodeNewsKind.MerchantChanged, Merchant: merchant);
}

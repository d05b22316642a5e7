using Gerai.Values;

namespace Gerai.Nodes;

/// <summary>What a node may have to say to the others.</summary>
internal enum NodeNewsKind
{
    /// <summary>Something may have been missed: look at all there is.</summary>
    Everything,

    PaymentChanged,

    /// <summary>The same, and its merchant is to be told.</summary>
    PaymentToTell,

    /// <summary>Notifications are due in any slots.</summary>
    NotificationsDue,

    /// <summary>Notifications are due, and the node whose slots they are in has no place for them.</summary>
    HelpWanted,

    MerchantChanged,

    /// <summary>A node has come or gone.</summary>
    NodesChanged,
}

/// <summary>One thing for the other nodes to know: that something has changed, and never what it is now.</summary>
internal readonly record struct NodeNews(NodeNewsKind Kind, TransactionId? Payment = null, MerchantId? Merchant = null)
{
    public static NodeNews Everything { get; } = new(NodeNewsKind.Everything);

    public static NodeNews NotificationsDue { get; } = new(NodeNewsKind.NotificationsDue);

    public static NodeNews HelpWanted { get; } = new(NodeNewsKind.HelpWanted);

    public static NodeNews NodesChanged { get; } = new(NodeNewsKind.NodesChanged);

    public static NodeNews Of(TransactionId payment, MerchantId merchant, bool isToTell) =>
        new(isToTell ? NodeNewsKind.PaymentToTell : NodeNewsKind.PaymentChanged, payment, merchant);

    public static NodeNews Of(MerchantId merchant) => new(NodeNewsKind.MerchantChanged, Merchant: merchant);
}

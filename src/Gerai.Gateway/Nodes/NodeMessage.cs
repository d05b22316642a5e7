using System.Globalization;
using System.Text;
using Gerai.Values;

namespace Gerai.Nodes;

/// <summary>
/// Several news in one line of text: who says it, and then a letter and an id for each. What is not understood, such as
/// what a newer version says, means that everything is to be looked at.
/// </summary>
internal static class NodeMessage
{
    /// <summary>PostgreSQL takes less than 8,000 bytes; all that is written here is ASCII.</summary>
    public const int LengthMax = 7_900;

    private const char Between = ',';
    private const char Within = ':';

    private static readonly Dictionary<NodeNewsKind, string> Letters = new()
    {
        [NodeNewsKind.Everything] = "e",
        [NodeNewsKind.PaymentChanged] = "p",
        [NodeNewsKind.PaymentsChanged] = "l",
        [NodeNewsKind.NotificationsDue] = "d",
        [NodeNewsKind.HelpWanted] = "h",
        [NodeNewsKind.MerchantChanged] = "m",
        [NodeNewsKind.NodesChanged] = "n",
    };

    public static string Write(string from, IEnumerable<NodeNews> news)
    {
        var text = new StringBuilder(from);
        foreach (var one in news)
        {
            text.Append(Between).Append(Letters[one.Kind]);
            if ((one.Payment?.ToString() ?? one.Merchant?.ToString() ?? one.Slot?.ToString()) is { } which)
            {
                text.Append(Within).Append(which);
            }

            if (text.Length > LengthMax)
            {
                return Write(from, [NodeNews.Everything]);
            }
        }

        return text.ToString();
    }

    /// <summary>Whether it is the node's own, which each node hears like all others.</summary>
    public static bool IsFrom(string node, string text) => text.StartsWith(node, StringComparison.Ordinal);

    public static IReadOnlyList<NodeNews> Read(string text) => [.. text.Split(Between).Skip(1).Select(ReadOne)];

    private static NodeNews ReadOne(string text)
    {
        var parts = text.Split(Within);
        try
        {
            return parts switch
            {
                ["p", var payment] => NodeNews.Of(TransactionId.Parse(payment)),
                ["l", var merchant] => NodeNews.OfPayments(MerchantId.Parse(merchant)),
                ["m", var merchant] => NodeNews.Of(MerchantId.Parse(merchant)),
                ["d"] => NodeNews.NotificationsDue,
                ["d", var slot] =>
                    NodeNews.NotificationsDueIn(Slot.Of(int.Parse(slot, CultureInfo.InvariantCulture))),
                ["h"] => NodeNews.HelpWanted,
                ["n"] => NodeNews.NodesChanged,
                _ => NodeNews.Everything,
            };
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or OverflowException)
        {
            return NodeNews.Everything;
        }
    }
}

using System.Text;
using Gerai.Values;

namespace Gerai.Nodes;

/// <summary>
/// Several news in one line of text: who says it, and then a letter and ids for each. What is not understood, such as
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
        [NodeNewsKind.PaymentToTell] = "t",
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
            if (one.Payment is { } payment)
            {
                text.Append(Within).Append(payment);
            }

            if (one.Merchant is { } merchant)
            {
                text.Append(Within).Append(merchant);
            }

            if (text.Length > LengthMax)
            {
                return Write(from, [NodeNews.Everything]);
            }
        }

        return text.ToString();
    }

    public static (string From, IReadOnlyList<NodeNews> News) Read(string text)
    {
        var parts = text.Split(Between);
        return (parts[0], [.. parts.Skip(1).Select(ReadOne)]);
    }

    private static NodeNews ReadOne(string text)
    {
        var parts = text.Split(Within);
        try
        {
            return parts switch
            {
                ["p", var payment, var merchant] =>
                    NodeNews.Of(TransactionId.Parse(payment), MerchantId.Parse(merchant), isToTell: false),
                ["t", var payment, var merchant] =>
                    NodeNews.Of(TransactionId.Parse(payment), MerchantId.Parse(merchant), isToTell: true),
                ["m", var merchant] => NodeNews.Of(MerchantId.Parse(merchant)),
                ["d"] => NodeNews.NotificationsDue,
                ["h"] => NodeNews.HelpWanted,
                ["n"] => NodeNews.NodesChanged,
                _ => NodeNews.Everything,
            };
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            return NodeNews.Everything;
        }
    }
}

using System.Globalization;
using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>The name of an event, the same at every attempt and every repeat: <c>transaction id.version</c>.</summary>
internal readonly record struct EventId(TransactionId Transaction, int Version)
{
    public static bool TryParse(string text, out EventId id)
    {
        id = default;
        if (text.Split('.') is not [var transaction, var number]
            || !TransactionId.TryParse(transaction, out var found)
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return false;
        }

        id = new EventId(found, version);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Transaction}.{Version}");
}

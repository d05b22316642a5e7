using Gerai.Payments;

namespace Gerai.Dashboard.Transactions;

/// <summary>The order of a list as an address writes it: <c>amount</c>, and <c>-amount</c> from above.</summary>
internal static class SortNames
{
    private const char FromAbove = '-';

    private static readonly (string Name, PaymentSortKey Key)[] All =
    [
        ("opened", PaymentSortKey.Opened),
        ("settled", PaymentSortKey.Settled),
        ("amount", PaymentSortKey.Amount),
        ("order", PaymentSortKey.OrderId),
        ("status", PaymentSortKey.Status),
    ];

    public static string Write(PaymentSort sort)
    {
        var name = All.Single(one => one.Key == sort.Key).Name;
        return sort.IsDescending ? FromAbove + name : name;
    }

    /// <summary>Nothing for what is no order.</summary>
    public static PaymentSort? Read(string? text)
    {
        foreach (var (name, key) in All)
        {
            if (text == name || text == FromAbove + name)
            {
                return new PaymentSort(key, IsDescending: text[0] == FromAbove);
            }
        }

        return null;
    }
}

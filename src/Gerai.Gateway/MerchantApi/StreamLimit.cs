using Gerai.Values;

namespace Gerai.MerchantApi;

/// <summary>
/// How many streams a merchant has open at this node. Each looks at the database again and again, so there is an end.
/// </summary>
internal sealed class StreamLimit
{
    public const int StreamsMax = 5;

    private readonly Lock gate = new();
    private readonly Dictionary<MerchantId, int> open = [];

    public bool TryEnter(MerchantId merchant)
    {
        lock (gate)
        {
            var count = open.GetValueOrDefault(merchant);
            if (count == StreamsMax)
            {
                return false;
            }

            open[merchant] = count + 1;
            return true;
        }
    }

    public void Leave(MerchantId merchant)
    {
        lock (gate)
        {
            if (--open[merchant] == 0)
            {
                open.Remove(merchant);
            }
        }
    }
}

using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>
/// Permits for requests of merchants, of which there are so many in each second for all nodes together.
/// </summary>
internal interface IRequestPermits
{
    /// <summary>Takes some permits of a second. Returns how many it got: fewer when there were no more.</summary>
    /// <param name="second">Since the beginning of 1970, by the clock of who asks.</param>
    /// <param name="wanted">Not more than <paramref name="most"/>.</param>
    /// <param name="most">How many there are in a second.</param>
    Task<int> TakeAsync(MerchantId merchant, long second, int wanted, int most, CancellationToken cancel);
}

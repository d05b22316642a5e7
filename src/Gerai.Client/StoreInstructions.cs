using Gerai.Pictures;

namespace Gerai.Client;

/// <summary>From the store of a payment to what its customer is told.</summary>
public static class StoreInstructions
{
    /// <summary>How to pay at this store.</summary>
    /// <param name="store">Alfamart or Indomaret.</param>
    /// <returns>The steps, in Indonesian and English.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The store is another one.</exception>
    public static PayInstructions Instructions(this Store store) => store switch
    {
        Store.Alfamart => PayInstructions.Alfamart,
        Store.Indomaret => PayInstructions.Indomaret,
        Store.Other => throw new ArgumentOutOfRangeException(
            nameof(store), store, "There are instructions for Alfamart and Indomaret."),
    };
}

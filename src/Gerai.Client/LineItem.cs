namespace Gerai.Client;

/// <summary>A line of the order (<c>item_details</c>). A discount has a negative price.</summary>
public sealed record LineItem
{
    // Far above every limit of a store, and small enough that nothing overflows on the way.
    private const long PriceMax = 999_999_999_999;
    private const int QuantityMax = 1_000_000;

    /// <summary>Makes a line.</summary>
    /// <param name="name">What is sold. Cut to 50 characters; a <c>|</c> becomes a blank, since stores use it as a
    /// separator.</param>
    /// <param name="price">The price of one, in whole rupiah; negative for a discount.</param>
    /// <param name="quantity">How many, at least one.</param>
    /// <param name="id">Your own number of the article, up to 50 characters.</param>
    /// <exception cref="ArgumentException">The name is blank, the id too long, or a number out of range.</exception>
    public LineItem(string name, long price, int quantity = 1, string? id = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(price, PriceMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(price, -PriceMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(quantity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantity, QuantityMax);
        Name = Texts.ForCounter(name, Texts.ItemMax)!;
        Price = price;
        Quantity = quantity;
        Id = Texts.NotLonger(id, Texts.ItemMax, nameof(id));
    }

    /// <summary>What is sold.</summary>
    public string Name { get; }

    /// <summary>The price of one, in whole rupiah.</summary>
    public long Price { get; }

    /// <summary>How many.</summary>
    public int Quantity { get; }

    /// <summary>Your own number of the article.</summary>
    public string? Id { get; }

    /// <summary>Who made it; cut to 50 characters.</summary>
    public string? Brand { get; init => field = Texts.Cut(value, Texts.ItemMax); }

    /// <summary>What kind of article it is; cut to 50 characters.</summary>
    public string? Category { get; init => field = Texts.Cut(value, Texts.ItemMax); }

    /// <summary>Who sells it, on a marketplace; cut to 50 characters.</summary>
    public string? MerchantName { get; init => field = Texts.Cut(value, Texts.ItemMax); }

    /// <summary>Where it is shown.</summary>
    public Uri? Url { get; init; }

    internal long Total => Price * Quantity;
}

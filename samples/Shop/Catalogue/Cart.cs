using System.Globalization;

namespace SampleShop.Catalogue;

/// <summary>A line of the cart.</summary>
public sealed record CartLine(Product Product, int Quantity)
{
    public long Total => Product.Price * Quantity;
}

/// <summary>
/// What the customer is about to buy. It lives in a cookie such as <c>gayo.2-mug.1</c>; prices come from the shelf, so
/// there is nothing in it that a customer could change to the shop's loss.
/// </summary>
public sealed class Cart
{
    /// <summary>How many of one product can be bought at a time.</summary>
    public const int QuantityMax = 10;

    private const string Cookie = "cart";

    private readonly HttpContext context;

    private Cart(HttpContext context, IReadOnlyList<CartLine> lines)
    {
        this.context = context;
        Lines = lines;
    }

    public IReadOnlyList<CartLine> Lines { get; private set; }

    public int Count => Lines.Sum(line => line.Quantity);

    public long Goods => Lines.Sum(line => line.Total);

    public long Total => Goods + Shelf.Delivery;

    public static Cart Of(HttpContext context) =>
        new(context, Read(context.Request.Cookies[Cookie] ?? ""));

    /// <summary>Puts one more in, up to the limit.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool Add(Product product)
    {
        var had = Lines.FirstOrDefault(line => line.Product == product)?.Quantity ?? 0;
        Set(product, Math.Min(had + 1, QuantityMax));
        return had < QuantityMax;
    }

    /// <summary>Sets how many there are; 0 takes the product out.</summary>
    public void Set(Product product, int quantity)
    {
        var changed = Lines.ToDictionary(line => line.Product, line => line.Quantity);
        changed[product] = Math.Clamp(quantity, 0, QuantityMax);
        Lines = InOrder(changed);
        Save();
    }

    public void Empty()
    {
        Lines = [];
        Save();
    }

    private void Save()
    {
        var parts = Lines.Select(line => string.Create(
            CultureInfo.InvariantCulture, $"{line.Product.Id}.{line.Quantity}"));
        context.Response.Cookies.Append(Cookie, string.Join('-', parts), Cookies.For(TimeSpan.FromDays(14)));
    }

    // A cookie comes from outside: what does not fit is passed over.
    private static IReadOnlyList<CartLine> Read(string cookie)
    {
        var quantities = new Dictionary<Product, int>();
        foreach (var part in cookie.Split('-'))
        {
            if (part.Split('.') is [var id, var number]
                && Shelf.Find(id) is { } product
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var quantity))
            {
                quantities[product] = Math.Clamp(quantity, 0, QuantityMax);
            }
        }

        return InOrder(quantities);
    }

    private static IReadOnlyList<CartLine> InOrder(Dictionary<Product, int> quantities) =>
        [.. Shelf.Products.Where(product => quantities.GetValueOrDefault(product) > 0)
            .Select(product => new CartLine(product, quantities[product]))];
}

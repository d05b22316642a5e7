namespace SampleShop.Catalogue;

/// <summary>Everything there is to buy. A larger shop would keep it in its database.</summary>
public static class Shelf
{
    /// <summary>What it costs to bring an order to the door, in whole rupiah.</summary>
    public const long Delivery = 15_000;

    public static IReadOnlyList<Product> Products { get; } =
    [
        new("gayo", "Gayo arabica", "250 g, whole beans", "From Aceh: cocoa, cedar, a long finish.", 85_000),
        new("toraja", "Toraja coffee", "250 g, ground", "Sulawesi's own: dark fruit, spice, hardly any sour.", 92_000),
        new("dripper", "Clay dripper", "for one or two cups", "Thrown in Kasongan, and warm to hold.", 64_000),
        new("mug", "Enamel mug", "350 ml", "The green one of every warung. Falls, and stays a mug.", 48_000),
        new("sugar", "Palm sugar", "500 g, in a leaf", "Gula aren from Lebak: smoke and caramel.", 32_000),
        new("filters", "Paper filters", "100 pieces", "Unbleached. They taste of nothing, as they should.", 27_000),
    ];

    public static Product? Find(string? id) => Products.FirstOrDefault(product => product.Id == id);
}

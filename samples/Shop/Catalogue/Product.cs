namespace SampleShop.Catalogue;

/// <summary>What is on the shelf. The picture is drawn in <c>Pages/Shared/_Picture.cshtml</c>, under its id.</summary>
/// <param name="Id">What the cart keeps of it.</param>
/// <param name="Name">What it is called, also on the receipt of the counter.</param>
/// <param name="Detail">What else to know: size, weight.</param>
/// <param name="Story">A sentence that makes one want it.</param>
/// <param name="Price">Of one, in whole rupiah.</param>
public sealed record Product(string Id, string Name, string Detail, string Story, long Price);

using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SampleShop.Catalogue;

namespace SampleShop.Pages;

/// <summary>The shelf.</summary>
public sealed class IndexPage : PageModel
{
    [TempData]
    public string? Note { get; set; }

    public IActionResult OnPostAdd(string product)
    {
        if (Shelf.Find(product) is not { } found)
        {
            return NotFound();
        }

        Note = Cart.Of(HttpContext).Add(found)
            ? $"{found.Name} is in your cart."
            : $"{Cart.QuantityMax} of {found.Name} are in your cart; that is all we can send at a time.";
        return RedirectToPage();
    }
}

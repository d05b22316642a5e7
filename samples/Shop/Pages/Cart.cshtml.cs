using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SampleShop.Catalogue;

namespace SampleShop.Pages;

/// <summary>What is in the cart, to be changed.</summary>
public sealed class CartPage : PageModel
{
    public IActionResult OnPostSet(string product, int quantity)
    {
        // What is no number leaves the cart as it was.
        if (ModelState.IsValid && Shelf.Find(product) is { } found)
        {
            Cart.Of(HttpContext).Set(found, quantity);
        }

        return RedirectToPage();
    }
}

using System.Security.Cryptography;
using Gerai.Client;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SampleShop.Catalogue;
using SampleShop.Orders;

namespace SampleShop.Pages;

/// <summary>
/// Turns a cart into an order and an order into a payment code. Sending the form twice makes one order and one charge.
/// </summary>
public sealed class CheckoutPage(OrderBook book, Cashier cashier) : PageModel
{
    private const int TokenDigits = 32;

    // What a counter takes in cash for one bill.
    private const long AlfamartCashMax = 2_500_000;
    private const long IndomaretCashMax = 5_000_000;

    /// <summary>Made with the form and sent with it, so that the same form is known when it comes again.</summary>
    public string Token { get; private set; } = "";

    [BindProperty]
    public CheckoutForm Form { get; set; } = new();

    public IEnumerable<(string Field, string Error)> Errors => ModelState
        .Where(one => one.Value!.Errors.Count > 0)
        .Select(one => (one.Key, one.Value!.Errors[0].ErrorMessage));

    public string? ErrorOf(string field) => ModelState[field]?.Errors.FirstOrDefault()?.ErrorMessage;

    public IActionResult OnGet()
    {
        Token = RandomNumberGenerator.GetHexString(TokenDigits, lowercase: true);
        return Cart.Of(HttpContext).Count == 0 ? RedirectToPage("/Cart") : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? token)
    {
        Token = token ?? "";
        if (Token.Length != TokenDigits)
        {
            return RedirectToPage();
        }

        // The customer may leave before the answer is there. What has been ordered goes on all the same.
        var cancel = CancellationToken.None;
        if (await book.FindKeyAsync(Token, cancel) is { } before)
        {
            return ToOrder(before);
        }

        var cart = Cart.Of(HttpContext);
        if (cart.Count == 0)
        {
            return RedirectToPage("/Cart");
        }

        CheckCash(cart.Total);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var buyer = new Buyer(Form.Name.Trim(), Form.Email.Trim(), Form.Phone.Trim());
        var (key, isNew) = await book.PlaceAsync(Token, buyer, Form.Store!.Value, cart, cancel);
        if (isNew)
        {
            await cashier.ChargeAsync((await book.FindAsync(key, cancel))!, cancel);
        }

        cart.Empty();
        return ToOrder(key);
    }

    private RedirectToPageResult ToOrder(string key)
    {
        OwnOrders.Add(HttpContext, key);
        return RedirectToPage("/Order", new { key });
    }

    private void CheckCash(long total)
    {
        var most = Form.Store is Store.Alfamart ? AlfamartCashMax : IndomaretCashMax;
        if (Form.Store is { } store && total > most)
        {
            ModelState.AddModelError(
                "Form.Store", $"{store} takes at most {Said.Rupiah(most)} in cash. Choose another store, or buy less.");
        }
    }
}

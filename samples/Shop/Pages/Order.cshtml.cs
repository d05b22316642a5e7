using Gerai.Client;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SampleShop.Orders;

namespace SampleShop.Pages;

/// <summary>An order: the code to pay with while it waits, and everything that has happened to it.</summary>
public sealed class OrderPage(OrderBook book, Cashier cashier) : PageModel
{
    public Order Order { get; private set; } = null!;

    /// <summary>What the page shows; the news tell when there is a newer one.</summary>
    public string Version => $"{Order.Status}-{Order.History.Count}";

    [TempData]
    public string? Note { get; set; }

    public async Task<IActionResult> OnGetAsync(string key, CancellationToken cancel)
    {
        if (await book.FindAsync(key, cancel) is not { } found)
        {
            return NotFound();
        }

        // It changes behind the browser's back.
        Response.Headers.CacheControl = "no-store";
        Order = found;
        return Page();
    }

    public async Task<IActionResult> OnPostCancelAsync(string key, CancellationToken cancel)
    {
        if (await book.FindAsync(key, cancel) is not { } found)
        {
            return NotFound();
        }

        if (OrderRules.IsOpen(found.Status))
        {
            Note = await CancelAsync(found);
        }

        return RedirectToPage(new { key });
    }

    // Returns what to tell the customer; nothing when the page tells it all.
    private async Task<string?> CancelAsync(Order order)
    {
        try
        {
            return await cashier.CancelAsync(order, CancellationToken.None) ? null : "It was too late to cancel.";
        }
        catch (GeraiException)
        {
            return "The payment service does not answer, so we do not know whether it is cancelled. Please try again.";
        }
    }
}

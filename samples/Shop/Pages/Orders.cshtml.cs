using Microsoft.AspNetCore.Mvc.RazorPages;
using SampleShop.Orders;

namespace SampleShop.Pages;

/// <summary>The orders this browser has placed, each as it stands now.</summary>
public sealed class OrdersPage(OrderBook book) : PageModel
{
    public IReadOnlyList<Order> Orders { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel) =>
        Orders = await book.FindAsync(OwnOrders.Of(HttpContext), cancel);
}

using Microsoft.AspNetCore.Mvc;

namespace SampleShop.Orders;

/// <summary>
/// Where the gateway's page leads customers back to, with <c>order_id</c>, <c>status_code</c> and
/// <c>transaction_status</c>. Anybody can write these, so they change nothing: the number finds an order of this
/// browser's, and the order's page shows what stands in the books.
/// </summary>
internal static class ComingBack
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, OrderBook book, [FromQuery(Name = "order_id")] string? number, CancellationToken cancel)
    {
        var own = await book.FindAsync(OwnOrders.Of(context), cancel);
        return own.FirstOrDefault(order => order.Number == number) is { } found
            ? Results.Redirect($"/orders/{found.Key}")
            : Results.Redirect("/orders");
    }
}

using Gerai.AspNetCore;
using Gerai.Client;

namespace SampleShop.Orders;

/// <summary>
/// Asks the gateway for payments. The order is in the books before, so whatever happens in between, it is known what
/// the gateway may have been asked.
/// </summary>
public sealed class Cashier(IGeraiClient gerai, IPaymentInbox inbox, OrderBook book, ILogger<Cashier> log)
{
    /// <summary>How long a customer may take to walk to a counter.</summary>
    private static readonly TimeSpan PayWithin = TimeSpan.FromHours(24);

    /// <summary>
    /// Opens the payment of an order, or finds the one that an earlier attempt has opened. When the gateway does not
    /// answer the order stays as it is, and <see cref="UnchargedOrders"/> tries again.
    /// </summary>
    public async Task ChargeAsync(Order order, CancellationToken cancel)
    {
        try
        {
            var payment = await OpenAsync(order, cancel);
            await book.ApplyAsync(payment, cancel);

            // From now on the package asks how it stands, should the news of it never come.
            await inbox.ExpectAsync(payment, cancel);
        }
        catch (GeraiException refused)
        {
            log.LogWarning("Order {Number} has no payment: {Reason}", order.Number, refused.Message);
            if (refused.Error is GeraiError.InvalidRequest or GeraiError.StoreNotActivated or GeraiError.AccountClosed)
            {
                await book.RefuseAsync(order, cancel);
            }
        }
    }

    /// <summary>Calls the payment off, so that no counter takes money for it.</summary>
    /// <returns>False when it was too late; the order then shows why.</returns>
    public async Task<bool> CancelAsync(Order order, CancellationToken cancel)
    {
        try
        {
            await book.ApplyAsync(await gerai.CancelAsync(order.Number, cancel), cancel);
            return true;
        }
        catch (GeraiException refused) when (refused.Error is GeraiError.CannotBeChanged)
        {
            await book.ApplyAsync(await gerai.GetStatusAsync(order.Number, cancel), cancel);
            return false;
        }
    }

    private async Task<Transaction> OpenAsync(Order order, CancellationToken cancel)
    {
        try
        {
            return await gerai.ChargeAsync(ChargeOf(order), cancel);
        }
        catch (GeraiException refused) when (refused.Error is GeraiError.OrderIdInUse)
        {
            // The client finds an answer that got lost on the way; this one got lost with the process that waited.
            return await gerai.GetStatusAsync(order.Number, cancel);
        }
    }

    private static ChargeRequest ChargeOf(Order order)
    {
        var charge = ChargeRequest.For(order.Store, order.Number, order.Total) with
        {
            Items = [.. order.Lines.Select(line => new LineItem(line.Name, line.Price, line.Quantity))],
            Customer = new Customer
            {
                FirstName = order.Buyer.Name,
                Email = order.Buyer.Email,
                Phone = order.Buyer.Phone,
            },
            CashierLabel = "Kopi Senja",
            ExpiresIn = PayWithin,
        };
        return charge is AlfamartCharge alfamart
            ? alfamart with { FreeText1 = "Kopi Senja", FreeText2 = order.Number, FreeText3 = "Terima kasih!" }
            : charge;
    }
}

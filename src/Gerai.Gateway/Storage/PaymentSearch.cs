using System.Runtime.CompilerServices;
using Dapper;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// Looks through a merchant's payments: by its key where one is given, else by walking along the history.
/// </summary>
internal sealed class PaymentSearch(Database database, IPaymentRepository payments, PaymentCodeGenerator codes)
    : IPaymentSearch
{
    // One order id may have been charged again and again; more than this nobody looks through.
    private const int OfOrderMax = 1000;

    public async Task<PaymentPage> PageAsync(
        MerchantId merchant, PaymentFilter filter, PageWish wish, CancellationToken cancel)
    {
        if (wish.Size is < 1 or > IPaymentSearch.PageSizeMax)
        {
            throw new ArgumentOutOfRangeException(nameof(wish), wish.Size, "A page has 1 to 200 payments.");
        }

        if (!filter.CanMatch)
        {
            return new PaymentPage { Payments = [] };
        }

        if (filter.NamesOne)
        {
            var best = new BestPayments(wish);
            foreach (var row in await NamedAsync(merchant, filter, cancel))
            {
                best.Add(row);
            }

            return best.ToPage(default);
        }

        var isBySettlement = filter.NamesSettlement || wish.Sort.Key is PaymentSortKey.Settled;
        var walks = wish.Sort.Key == (isBySettlement ? PaymentSortKey.Settled : PaymentSortKey.Opened);
        return walks
            ? await InOrderOfTimeAsync(merchant, filter, wish, isBySettlement, cancel)
            : await SortedAsync(merchant, filter, wish, isBySettlement, cancel);
    }

    public async Task<PaymentCount> CountAsync(MerchantId merchant, PaymentFilter filter, CancellationToken cancel)
    {
        if (!filter.CanMatch)
        {
            return default;
        }

        if (filter.NamesOne)
        {
            return new PaymentCount((await NamedAsync(merchant, filter, cancel)).Count, IsAtLeast: false);
        }

        var walk = NewestFirst(merchant, filter);
        var count = 0;
        while (!walk.IsAtEnd && count <= IPaymentSearch.CountMax && walk.LinesRead < IPaymentSearch.LinesMax)
        {
            count += (await walk.NextAsync(cancel)).Count(line => line.Payment is not null);
        }

        return count > IPaymentSearch.CountMax
            ? new PaymentCount(IPaymentSearch.CountMax, IsAtLeast: true)
            : new PaymentCount(count, IsAtLeast: !walk.IsAtEnd);
    }

    public async IAsyncEnumerable<Payment> StreamAsync(
        MerchantId merchant, PaymentFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!filter.CanMatch)
        {
            yield break;
        }

        if (filter.NamesOne)
        {
            // Ids begin with the time.
            foreach (var row in (await NamedAsync(merchant, filter, cancel)).OrderByDescending(
                one => one.TransactionId, StringComparer.Ordinal))
            {
                yield return row.ToPayment();
            }

            yield break;
        }

        var walk = NewestFirst(merchant, filter);
        while (!walk.IsAtEnd)
        {
            foreach (var line in await walk.NextAsync(cancel))
            {
                if (line.Payment is { } row)
                {
                    yield return row.ToPayment();
                }
            }
        }
    }

    private PaymentWalk NewestFirst(MerchantId merchant, PaymentFilter filter) =>
        new(database, merchant, filter, isDescending: true, filter.NamesSettlement);

    private async Task<PaymentPage> InOrderOfTimeAsync(
        MerchantId merchant, PaymentFilter filter, PageWish wish, bool isBySettlement, CancellationToken cancel)
    {
        var walk = new PaymentWalk(
            database, merchant, filter, wish.Sort.IsDescending, isBySettlement, wish.After?.Place);
        var found = new List<Payment>(wish.Size);
        var last = default(HistoryPlace);
        while (walk.LinesRead < IPaymentSearch.LinesMax)
        {
            foreach (var line in await walk.NextAsync(cancel))
            {
                if (line.Payment is not null && found.Count == wish.Size)
                {
                    return new PaymentPage { Payments = found, Next = new PaymentCursor(last, null) };
                }

                if (line.Payment is { } row)
                {
                    found.Add(row.ToPayment());
                }

                last = line.Place;
            }

            if (walk.IsAtEnd)
            {
                return new PaymentPage { Payments = found };
            }

            // Whether more comes is not worth looking further for.
            if (found.Count == wish.Size)
            {
                return new PaymentPage { Payments = found, Next = new PaymentCursor(last, null) };
            }
        }

        return new PaymentPage
        {
            Payments = found,
            Next = new PaymentCursor(last, null),
            LookedUntil = DateTimeOffset.FromUnixTimeMilliseconds(last.AtMs),
        };
    }

    // All lines of the part are read for each page, and no more payments are kept than the page has.
    private async Task<PaymentPage> SortedAsync(
        MerchantId merchant, PaymentFilter filter, PageWish wish, bool isBySettlement, CancellationToken cancel)
    {
        // The part begins where it began for the first page: what has come in since stays out.
        HistoryPlace? head = wish.After?.Place;
        HistoryPlace? behind = head is { } first ? first with { Version = first.Version + 1 } : null;
        var walk = new PaymentWalk(database, merchant, filter, isDescending: true, isBySettlement, behind);
        var best = new BestPayments(wish);
        var last = default(HistoryPlace);
        while (!walk.IsAtEnd && walk.LinesRead < IPaymentSearch.LinesMax)
        {
            foreach (var line in await walk.NextAsync(cancel))
            {
                head ??= line.Place;
                last = line.Place;
                if (line.Payment is { } row)
                {
                    best.Add(row);
                }
            }
        }

        return best.ToPage(head ?? default) with
        {
            LookedUntil = walk.IsAtEnd ? null : DateTimeOffset.FromUnixTimeMilliseconds(last.AtMs),
        };
    }

    // What the keys of a filter lead to, if it meets the rest of the filter too.
    private async Task<IReadOnlyList<PaymentRow>> NamedAsync(
        MerchantId merchant, PaymentFilter filter, CancellationToken cancel)
    {
        var ids = filter switch
        {
            { Transaction: { } id } => [id],
            { Code: { } code } => await OfCodeAsync(code, cancel),
            _ => await OfOrderAsync(merchant, filter.Order!.Value, cancel),
        };
        await using var connection = await database.OpenForReadingAsync(cancel);
        var found = new List<PaymentRow>();
        foreach (var id in ids)
        {
            var values = PaymentWalk.Conditions(merchant, filter);
            values.Add("id", id.ToString());
            values.Add("slot", (long)id.Slot.Number);
            var row = await connection.QuerySingleOrDefaultAsync<PaymentRow>(new CommandDefinition(
                $"""
                select {PaymentRow.Columns} from payments p
                where p.transaction_id = @id and p.slot = @slot and {PaymentWalk.Matches}
                """,
                values,
                cancellationToken: cancel));
            if (row is not null
                && (filter.Order is null || filter.Order.Value.Text == row.OrderId)
                && (filter.Code is null || filter.Code.Value.Digits == row.PaymentCode))
            {
                found.Add(row);
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<TransactionId>> OfCodeAsync(PaymentCode code, CancellationToken cancel)
    {
        var ids = new List<TransactionId>();
        foreach (var chain in Enum.GetValues<StoreChain>())
        {
            foreach (var number in await codes.DecipherAsync(chain, code, cancel))
            {
                if (await payments.FindByCodeAsync(number, cancel) is { } payment)
                {
                    ids.Add(payment.Id);
                }
            }
        }

        return [.. ids.Distinct()];
    }

    private async Task<IReadOnlyList<TransactionId>> OfOrderAsync(
        MerchantId merchant, OrderId order, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var ids = await connection.QueryAsync<string>(new CommandDefinition(
            """
            select o.transaction_id from payments o
            where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
                and o.status in ('Pending', 'Settled')
            union all
            select o.transaction_id from payments o
            where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
                and o.status not in ('Pending', 'Settled')
            order by 1 desc limit @most
            """,
            new
            {
                merchant = merchant.ToString(),
                order = order.Text,
                slot = (long)Slot.Of(merchant, order).Number,
                most = (long)OfOrderMax,
            },
            cancellationToken: cancel));
        return [.. ids.Select(TransactionId.Parse)];
    }
}

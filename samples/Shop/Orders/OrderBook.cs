using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Gerai.Client;
using Microsoft.Data.Sqlite;
using SampleShop.Catalogue;

namespace SampleShop.Orders;

/// <summary>The shop's books: orders, their lines and their history, in SQLite.</summary>
public sealed class OrderBook(IConfiguration settings, TimeProvider time)
{
    private const int KeyDigits = 32;
    private const int NumberDigits = 10;

    // Without letters and digits that look alike: the number is read aloud on the telephone.
    private const string NumberAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private readonly string connectionString = settings.GetConnectionString("Shop") ?? "Data Source=shop.db";

    /// <summary>Makes the tables, if they are not there yet.</summary>
    public void Open()
    {
        using var schema = typeof(OrderBook).Assembly.GetManifestResourceStream("Schema.sql")!;
        using var reader = new StreamReader(schema);
        using var connection = new SqliteConnection(connectionString);
        connection.Open();

        // Pages may be read while an order is written.
        connection.Execute("pragma journal_mode = wal");
        connection.Execute(reader.ReadToEnd());
    }

    /// <summary>A connection of its own, for the caller to close.</summary>
    public async Task<SqliteConnection> ConnectAsync(CancellationToken cancel)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    /// <summary>
    /// Writes an order down. A form that is sent twice has the same token, and the second one gets the order of the
    /// first.
    /// </summary>
    /// <returns>The order's key, and whether it is new.</returns>
    public async Task<(string Key, bool IsNew)> PlaceAsync(
        string checkoutToken, Buyer buyer, Store store, Cart cart, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var order = new
        {
            Key = RandomNumberGenerator.GetHexString(KeyDigits, lowercase: true),
            Number = "KS-" + RandomNumberGenerator.GetString(NumberAlphabet, NumberDigits),
            Token = checkoutToken,
            Status = nameof(OrderStatus.Placed),
            Store = store.ToString(),
            cart.Total,
            buyer.Name,
            buyer.Email,
            buyer.Phone,
            Now = now.ToUnixTimeMilliseconds(),
        };
        await using var connection = await ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var written = await connection.ExecuteAsync(
            """
            insert into orders (order_key, number, checkout_token, status, store, total_rupiah,
                buyer_name, buyer_email, buyer_phone, placed_at_ms)
            values (@Key, @Number, @Token, @Status, @Store, @Total, @Name, @Email, @Phone, @Now)
            on conflict (checkout_token) do nothing
            """,
            order);
        if (written == 0)
        {
            var first = await connection.QuerySingleAsync<string>(
                "select order_key from orders where checkout_token = @checkoutToken", new { checkoutToken });
            return (first, IsNew: false);
        }

        var lines = cart.Lines.Select(line => new OrderLine(line.Product.Name, line.Product.Price, line.Quantity))
            .Append(new OrderLine("Delivery", Shelf.Delivery, 1));
        await connection.ExecuteAsync(
            """
            insert into order_lines (order_key, position, name, price_rupiah, quantity)
            values (@Key, @Position, @Name, @Price, @Quantity)
            """,
            lines.Select((line, i) => new { order.Key, Position = i, line.Name, line.Price, line.Quantity }));
        await WriteHistoryAsync(connection, order.Key, OrderStatus.Placed, now);
        await transaction.CommitAsync(cancel);
        return (order.Key, IsNew: true);
    }

    /// <summary>The order that this checkout form has made.</summary>
    public async Task<string?> FindKeyAsync(string checkoutToken, CancellationToken cancel)
    {
        await using var connection = await ConnectAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<string>(
            "select order_key from orders where checkout_token = @checkoutToken", new { checkoutToken });
    }

    /// <summary>Writes news of a payment down: from an answer of the gateway.</summary>
    public async Task ApplyAsync(Transaction payment, CancellationToken cancel)
    {
        await using var connection = await ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ApplyAsync(payment, transaction, cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Writes news of a payment down, within a transaction that the caller commits.</summary>
    public async Task ApplyAsync(Transaction payment, DbTransaction transaction, CancellationToken cancel)
    {
        var connection = transaction.Connection!;
        var found = await connection.QuerySingleOrDefaultAsync<OrderRow>(
            new CommandDefinition(
                $"{OrderRow.Select} where number = @OrderId", payment, transaction, cancellationToken: cancel));
        if (found?.ToOrder() is not { } order
            || order.Total != payment.Amount
            || OrderRules.After(order.Status, payment.Status) is not { } status)
        {
            // Somebody else's, another amount than we asked for, or nothing new.
            return;
        }

        await connection.ExecuteAsync(
            """
            update orders
            set status = @status, payment_code = coalesce(@PaymentCode, payment_code),
                payment_page = coalesce(@page, payment_page), expires_at_ms = coalesce(@expires, expires_at_ms)
            where order_key = @Key
            """,
            new
            {
                order.Key,
                status = status.ToString(),
                payment.PaymentCode,
                page = payment.VoucherUrl?.AbsoluteUri,
                expires = payment.ExpiresAt?.ToUnixTimeMilliseconds(),
            },
            transaction);
        var at = status is OrderStatus.Paid ? payment.SettledAt : null;
        await WriteHistoryAsync(connection, order.Key, status, at ?? time.GetUtcNow(), transaction);
    }

    /// <summary>Writes down that no payment could be opened.</summary>
    public async Task RefuseAsync(Order order, CancellationToken cancel)
    {
        await using var connection = await ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var changed = await connection.ExecuteAsync(
            "update orders set status = 'Refused' where order_key = @Key and status = 'Placed'", order, transaction);
        if (changed > 0)
        {
            await WriteHistoryAsync(connection, order.Key, OrderStatus.Refused, time.GetUtcNow(), transaction);
            await transaction.CommitAsync(cancel);
        }
    }

    public async Task<Order?> FindAsync(string key, CancellationToken cancel) =>
        (await FindAsync([key], cancel)).SingleOrDefault();

    /// <summary>Orders with these keys, in their order; keys that are not there are passed over.</summary>
    public async Task<IReadOnlyList<Order>> FindAsync(IReadOnlyList<string> keys, CancellationToken cancel)
    {
        await using var connection = await ConnectAsync(cancel);
        var found = await connection.QueryAsync<OrderRow>(
            $"{OrderRow.Select} where order_key in @keys", new { keys });
        var lines = (await connection.QueryAsync<(string Key, string Name, long Price, long Quantity)>(
            """
            select order_key, name, price_rupiah, quantity
            from order_lines where order_key in @keys order by position
            """,
            new { keys })).ToLookup(line => line.Key);
        var history = (await connection.QueryAsync<(string Key, string Status, long At)>(
            "select order_key, status, at_ms from order_history where order_key in @keys order by position",
            new { keys })).ToLookup(one => one.Key);
        var orders = found.ToDictionary(row => row.Key, row => row.ToOrder() with
        {
            Lines = [.. lines[row.Key].Select(line => new OrderLine(line.Name, line.Price, (int)line.Quantity))],
            History =
            [
                .. history[row.Key].Select(one => new OrderEvent(
                    Enum.Parse<OrderStatus>(one.Status), DateTimeOffset.FromUnixTimeMilliseconds(one.At))),
            ],
        });
        return [.. keys.Where(orders.ContainsKey).Select(key => orders[key])];
    }

    /// <summary>Orders that were placed before a moment and still have no code.</summary>
    public async Task<IReadOnlyList<Order>> UnchargedAsync(DateTimeOffset before, CancellationToken cancel)
    {
        await using var connection = await ConnectAsync(cancel);
        var keys = await connection.QueryAsync<string>(
            "select order_key from orders where status = 'Placed' and placed_at_ms <= @before order by placed_at_ms",
            new { before = before.ToUnixTimeMilliseconds() });
        return await FindAsync([.. keys], cancel);
    }

    /// <summary>A word that changes with every change of the order; null when there is no such order.</summary>
    public async Task<string?> VersionAsync(string key, CancellationToken cancel)
    {
        await using var connection = await ConnectAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<string>(
            """
            select status || '-' || (select count(*) from order_history where order_key = @key)
            from orders where order_key = @key
            """,
            new { key });
    }

    private static Task<int> WriteHistoryAsync(
        DbConnection connection, string key, OrderStatus status, DateTimeOffset at, DbTransaction? within = null) =>
        connection.ExecuteAsync(
            """
            insert into order_history (order_key, position, status, at_ms)
            select @key, 1 + (select count(*) from order_history where order_key = @key), @status, @at
            """,
            new { key, status = status.ToString(), at = at.ToUnixTimeMilliseconds() },
            within);
}

using System.Data;
using System.Numerics;
using Dapper;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>The payments, their history, and the rows that are written with them.</summary>
internal sealed class PaymentRepository(Database database, GroupCommit group) : IPaymentRepository
{
    // SQLite looks up each value by its name among all names, so a longer statement costs more than two.
    private const int VersionsAtOnce = 32;

    public Task<WriteResult> OpenAsync(PaymentChange change, CancellationToken cancel)
    {
        var payment = change.Payment;
        var details = DetailsJson.Write(payment.Details);
        return group.PipelineAsync(
            payment.Slot,
            async session =>
            {
                if (!await IdempotencyRepository.TryAnswerAsync(session, change))
                {
                    return WriteResult.ClaimLost;
                }

                if (await InsertAsync(session, payment, details) == 0)
                {
                    await IdempotencyRepository.TakeBackAnswerAsync(session, change);
                    return WriteResult.Conflict;
                }

                WriteConsequences(session, change);
                return WriteResult.Written;
            },
            cancel);
    }

    public Task<WriteResult> SaveAsync(PaymentChange change, CancellationToken cancel) => group.PipelineAsync(
        change.Payment.Slot,
        async session =>
        {
            if (!await IdempotencyRepository.TryAnswerAsync(session, change))
            {
                return WriteResult.ClaimLost;
            }

            if (await UpdateAsync(session, change.Payment) == 0)
            {
                await IdempotencyRepository.TakeBackAnswerAsync(session, change);
                return WriteResult.Conflict;
            }

            WriteConsequences(session, change);
            return WriteResult.Written;
        },
        cancel);

    public Task<Payment?> FindAsync(TransactionId id, CancellationToken cancel) => FindOneAsync(
        $"select {PaymentRow.Columns} from payments p where p.transaction_id = @id and p.slot = @slot",
        new { id = id.ToString(), slot = (long)id.Slot.Number },
        cancel);

    public async Task<Payment?> FindByOrderAsync(MerchantId merchant, OrderId order, CancellationToken cancel)
    {
        var key = new
        {
            merchant = merchant.ToString(),
            order = order.Text,
            slot = (long)Slot.Of(merchant, order).Number,
        };

        // Who holds the order id is always the newest: it could only be opened when the others had let go.
        return await FindOneAsync(
            $"""
            select {PaymentRow.Columns} from payments p
            where p.merchant_id = @merchant and p.order_id = @order and p.slot = @slot
                and p.status in ('Pending', 'Settled')
            """,
            key,
            cancel)
            ?? await FindOneAsync(
                $"""
                select {PaymentRow.Columns} from payments p
                where p.merchant_id = @merchant and p.order_id = @order and p.slot = @slot
                    and p.status not in ('Pending', 'Settled')
                order by p.transaction_id desc limit 1
                """,
                key,
                cancel);
    }

    public Task<Payment?> FindByCodeAsync(CodeNumber number, CancellationToken cancel) => FindOneAsync(
        $"""
        select {PaymentRow.Columns} from payments p
        where p.code_key = @key and p.code_number = @number and p.slot = @slot
        """,
        new { key = (long)number.Key, number = number.Number, slot = (long)number.Slot.Number },
        cancel);

    public async Task<PaymentVersion?> FindVersionAsync(TransactionId id, int version, CancellationToken cancel) =>
        (await FindVersionsAsync([(id, version)], cancel)).SingleOrDefault();

    public async Task<IReadOnlyList<PaymentVersion>> FindVersionsAsync(
        IReadOnlyList<(TransactionId Id, int Version)> wanted, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var found = new List<PaymentVersion>(wanted.Count);
        foreach (var some in wanted.Chunk(VersionsAtOnce))
        {
            // Filled up with nulls to a few sizes, so that there are few statements to be kept.
            var size = (int)BitOperations.RoundUpToPowerOf2((uint)some.Length);
            var values = new DynamicParameters();
            for (var index = 0; index < size; index++)
            {
                (TransactionId Id, int Version)? one = index < some.Length ? some[index] : null;
                values.Add($"i{index}", one?.Id.ToString(), DbType.String);
                values.Add($"v{index}", one?.Version, DbType.Int64);
                values.Add($"s{index}", one?.Id.Slot.Number, DbType.Int64);
            }

            var rows = await connection.QueryAsync<PaymentRow>(
                new CommandDefinition(SelectVersions(size), values, cancellationToken: cancel));
            found.AddRange(rows.Select(row => row.ToVersion()));
        }

        return found;
    }

    private static string SelectVersions(int size)
    {
        // Cross join, so that SQLite goes from what is wanted to the history and not the other way.
        const string OfOne =
            $"""
            with wanted (id, version, slot) as (values (@i0, @v0, @s0))
            select {PaymentRow.ColumnsAtVersion}
            from wanted w cross join payment_history h cross join payments p
            where h.transaction_id = w.id and h.version = w.version and h.slot = w.slot
                and p.transaction_id = h.transaction_id and p.slot = h.slot
            """;
        var all = string.Join(", ", Enumerable.Range(0, size).Select(index => $"(@i{index}, @v{index}, @s{index})"));
        return OfOne.Replace("(@i0, @v0, @s0)", all, StringComparison.Ordinal);
    }

    public async Task<IReadOnlyList<HistoryLine>> HistoryAsync(TransactionId id, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var lines = await connection.QueryAsync<(long Version, string Command, long AtMs, string Status)>(
            new CommandDefinition(
                """
                select version, command, at_ms, status from payment_history
                where transaction_id = @id and slot = @slot order by version
                """,
                new { id = id.ToString(), slot = (long)id.Slot.Number },
                cancellationToken: cancel));
        return [.. lines.Select(line => new HistoryLine(
            (int)line.Version,
            line.Command,
            DateTimeOffset.FromUnixTimeMilliseconds(line.AtMs),
            Enum.Parse<PaymentStatus>(line.Status)))];
    }

    public async Task<IReadOnlyList<TransactionId>> OverdueAsync(
        DateTimeOffset now, int countMax, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var ids = await connection.QueryAsync<string>(new CommandDefinition(
            """
            select transaction_id from payments
            where status = 'Pending' and payable_until_ms <= @now
            order by payable_until_ms limit @most
            """,
            new { now = now.ToUnixTimeMilliseconds(), most = (long)countMax },
            cancellationToken: cancel));
        return [.. ids.Select(TransactionId.Parse)];
    }

    private async Task<Payment?> FindOneAsync(string sql, object key, CancellationToken cancel) =>
        (await FindRowAsync(sql, key, cancel))?.ToPayment();

    private async Task<PaymentRow?> FindRowAsync(string sql, object key, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<PaymentRow>(
            new CommandDefinition(sql, key, cancellationToken: cancel));
    }

    private static ValueTask<int> InsertAsync(
        WriteSession session, Payment payment, string details) => session.ExecuteAsync(
        """
        insert into payments (transaction_id, slot, merchant_id, order_id, store, payment_code, code_key, code_number,
            amount_rupiah, status, version, opened_at_ms, expires_at_ms, payable_until_ms, voided_references, details)
        values (@id, @slot, @merchant, @order, @store, @code, @code_key, @code_number,
            @amount, @status, @version, @opened, @expires, @payable_until, '', @details)
        on conflict do nothing
        """,
        ("id", payment.Id.ToString()),
        ("slot", (long)payment.Slot.Number),
        ("merchant", payment.Merchant.ToString()),
        ("order", payment.Order.Text),
        ("store", payment.Chain.ToString()),
        ("code", payment.Code.Digits),
        ("code_key", (long)payment.CodeNumber.Key),
        ("code_number", payment.CodeNumber.Number),
        ("amount", payment.Amount.Amount),
        ("status", payment.Status.ToString()),
        ("version", (long)payment.Version),
        ("opened", payment.OpenedAt.ToUnixTimeMilliseconds()),
        ("expires", payment.ExpiresAt.ToUnixTimeMilliseconds()),
        ("payable_until", payment.PayableUntil.ToUnixTimeMilliseconds()),
        ("details", details));

    private static ValueTask<int> UpdateAsync(WriteSession session, Payment payment) => session.ExecuteAsync(
        """
        update payments
        set status = @status, version = @version, payable_until_ms = @payable_until, settled_at_ms = @settled,
            network = @network, reference = @reference, voided_references = @voided
        where transaction_id = @id and slot = @slot and version = @seen
        """,
        ("id", payment.Id.ToString()),
        ("slot", (long)payment.Slot.Number),
        ("seen", payment.Version - 1L),
        ("version", (long)payment.Version),
        ("status", payment.Status.ToString()),
        ("payable_until", payment.PayableUntil.ToUnixTimeMilliseconds()),
        ("settled", payment.SettledAt?.ToUnixTimeMilliseconds()),
        ("network", payment.Reference?.Network),
        ("reference", payment.Reference?.Number),
        ("voided", payment.VoidedReferences.Text));

    // A version's line of history and what its merchant is to be told of it.
    private static void WriteConsequences(WriteSession session, PaymentChange change)
    {
        var payment = change.Payment;
        var id = payment.Id.ToString();
        session.Add(
            """
            insert into payment_history (transaction_id, version, slot, command, at_ms, status, payable_until_ms,
                settled_at_ms, network, reference, voided_references, news_for)
            values (@id, @version, @slot, @command, @at, @status, @payable_until,
                @settled, @network, @reference, @voided, @news_for)
            """,
            ("id", id),
            ("version", (long)payment.Version),
            ("slot", (long)payment.Slot.Number),
            ("command", change.Command),
            ("at", change.At.ToUnixTimeMilliseconds()),
            ("status", payment.Status.ToString()),
            ("payable_until", payment.PayableUntil.ToUnixTimeMilliseconds()),
            ("settled", payment.SettledAt?.ToUnixTimeMilliseconds()),
            ("network", payment.Reference?.Network),
            ("reference", payment.Reference?.Number),
            ("voided", payment.VoidedReferences.Text),
            ("news_for", change.IsNews ? payment.Merchant.ToString() : null));
        foreach (var address in change.Addresses)
        {
            session.Add(
                """
                insert into notifications (
                    transaction_id, version, address, slot, state, attempts, due_at_ms, endpoint)
                values (@id, @version, @address, @slot, 'Waiting', 0, @due, @endpoint)
                """,
                ("id", id),
                ("version", (long)payment.Version),
                ("address", address),
                ("slot", (long)payment.Slot.Number),
                ("due", change.At.ToUnixTimeMilliseconds()),
                ("endpoint", Endpoint.Of(payment.Merchant, address).Text));
        }
    }
}

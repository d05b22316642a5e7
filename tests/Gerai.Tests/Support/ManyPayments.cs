using System.Data.Common;
using Dapper;
using Gerai.Values;

namespace Gerai.Tests.Support;

/// <summary>
/// Many payments of one merchant at once, past the code that opens and settles them: of ten, six are settled, one of
/// these taken back, two expire, one is cancelled and one stays pending. All end seven minutes after they were opened.
/// </summary>
internal static class ManyPayments
{
    // Digits are hexadecimal digits too: a number makes an id that grows with it, of slot 0.
    private const string Id =
        "substr(cast(1000000000000 + i as text), 2, 8) || '-' || substr(cast(1000000000000 + i as text), 10, 4) "
        + "|| '-8000-8000-000000000000'";

    private const string Status =
        "case when i % 10 < 5 then 'Settled' when i % 10 = 5 then 'Reversed' when i % 10 < 8 then 'Expired' "
        + "when i % 10 = 8 then 'Cancelled' else 'Pending' end";

    private const string Counted =
        "with recursive n(i) as (select @first union all select i + 1 from n where i < @last) ";

    private const string Payments =
        $$$"""
        {{{Counted}}}
        insert into payments (transaction_id, slot, merchant_id, order_id, store, payment_code, code_key, code_number,
            amount_rupiah, status, version, opened_at_ms, expires_at_ms, payable_until_ms, settled_at_ms, network,
            reference, voided_references, details)
        select {{{Id}}}, 0, @merchant, 'order-' || i, case when i % 3 = 0 then 'Indomaret' else 'Alfamart' end,
            cast(1000000000000000 + i as text), 1, i, 10000 + (i * 7919) % 90000, {{{Status}}},
            case i % 10 when 9 then 1 when 5 then 3 else 2 end,
            @start + i * @step, @start + i * @step + 86400000, @start + i * @step + 86400000,
            case when i % 10 < 6 then @start + i * @step + 420000 end,
            case when i % 10 < 6 then 'alfamart-sandbox' end, case when i % 10 < 6 then 'R-' || i end, '',
            '{"message":"Example shop, thank you","receipt_rows":[],"customer":{"first_name":"Budi","email":"budi'
                || (i % 1000) || '@example.com","phone":"+62812000000"},"items":[{"id":"kopi-1","name":"Coffee beans",'
                || '"price":44000,"quantity":1}],"custom_field1":"till ' || (i % 7) || '","notify_instead":[],'
                || '"notify_also":[]}'
        from n
        """;

    /// <summary>Payments with the numbers from first to last, the one with number 0 opened at the start.</summary>
    public static async Task AddAsync(
        DbConnection connection, MerchantId merchant, long first, long last, DateTimeOffset start, TimeSpan step)
    {
        var values = new
        {
            first,
            last,
            merchant = merchant.ToString(),
            start = start.ToUnixTimeMilliseconds(),
            step = (long)step.TotalMilliseconds,
        };
        foreach (var sql in new[]
        {
            Payments,
            Lines("1", "'Charge'", "0", "'Pending'", "i >= 0"),
            Lines("2", "'Change'", "420000", $"case when i % 10 = 5 then 'Settled' else {Status} end", "i % 10 <> 9"),
            Lines("3", "'Reverse'", "420000", "'Reversed'", "i % 10 = 5"),
        })
        {
            await connection.ExecuteAsync(new CommandDefinition(sql, values, commandTimeout: 600));
        }
    }

    private static string Lines(string version, string command, string after, string status, string which) =>
        $"""
        {Counted}
        insert into payment_history (transaction_id, version, slot, command, at_ms, status, payable_until_ms,
            voided_references, news_for)
        select {Id}, {version}, 0, {command}, @start + i * @step + {after}, {status}, @start + i * @step + 86400000, '',
            @merchant
        from n where {which}
        """;
}

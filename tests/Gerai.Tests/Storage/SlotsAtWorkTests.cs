using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>Hot tables on PostgreSQL are cut by slot, and a statement about one payment looks at one part.</summary>
public sealed partial class SlotsAtWorkTests() : StorageContract(DatabaseKind.Postgres)
{
    private const string Address = "http://127.0.0.1:9/notifications";

    private static readonly string[] Hot =
        ["payments", "payment_history", "notifications", "attempts", "idempotency_keys"];

    private static TimeSpan Limit => TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Every_hot_table_has_sixteen_parts()
    {
        var parts = await Books.ReadAsync<(string Table, long Parts, string Key)>(
            """
            select c.relname::text, count(*), min(pg_get_partkeydef(c.oid))
            from pg_class c join pg_inherits i on i.inhparent = c.oid
            where c.relkind = 'p' group by c.relname order by 1
            """);

        Assert.Equal(Hot.Order(StringComparer.Ordinal).Select(table => (table, 16L, "HASH (slot)")), parts);
    }

    [Fact]
    public async Task A_statement_about_one_payment_looks_at_one_part_of_each_table()
    {
        var values = await FillAsync();
        await using var connection = await Books.Database.OpenAsync(Cancel);
        var seen = 0;
        foreach (var statement in SchemaTests.Statements.Where(text => IsHot(text) && GivenSlot().IsMatch(text)))
        {
            var parts = await PartsAsync(connection, statement, values);
            var tables = parts.Select(part => part[..part.LastIndexOf('_')]).ToList();
            Assert.True(tables.Distinct().Count() == tables.Count, $"{string.Join(", ", parts)}: {statement}");
            seen += parts.Count;
        }

        // Not of nothing: by far the most of them read or change something.
        Assert.InRange(seen, 20, 200);
    }

    // One payment that has come all the way, and the values that its statements were called with.
    private async Task<Dictionary<string, object>> FillAsync()
    {
        for (var i = 0; i < 40; i++)
        {
            await OpenedAsync(NewPayment($"order-{i}"), Address);
        }

        var claim = await Keys.ClaimAsync(Some.MerchantId, "a key", Now, Cancel);
        var opening = Opening(
            NewPayment("the one"), [Address], Assert.IsType<IdempotencyState.Claimed>(claim).Claim);
        Assert.Equal(WriteResult.Written, await Payments.OpenAsync(opening, Cancel));
        var payment = await SavedAsync(opening.Payment, Pay(opening.Payment), Address);
        await Books.ExecuteAsync(
            $"""
            insert into attempts (transaction_id, version, address, number, slot, started_at_ms, took_ms, result)
            values ('{payment.Id}', 1, '{Address}', 1, {payment.Slot}, 1, 1, 'Delivered')
            """);
        return new Dictionary<string, object>
        {
            ["id"] = payment.Id.ToString(),
            ["i0"] = payment.Id.ToString(),
            ["slot"] = (long)payment.Slot.Number,
            ["s0"] = (long)payment.Slot.Number,
            ["version"] = 2L,
            ["v0"] = 2L,
            ["seen"] = 2L,
            ["merchant"] = payment.Merchant.ToString(),
            ["order"] = payment.Order.Text,
            ["code_key"] = (long)payment.CodeNumber.Key,
            ["number"] = payment.CodeNumber.Number,
            ["address"] = Address,
        };
    }

    /// <summary>The parts of hot tables that a statement touched, as the plan that is kept for it has run.</summary>
    private static async Task<IReadOnlyList<string>> PartsAsync(
        DbConnection connection, string statement, Dictionary<string, object> known)
    {
        var names = Parameters().Matches(statement).Select(match => match.Value[1..]).Distinct().ToList();
        var isOfKeys = statement.Contains("idempotency_keys", StringComparison.Ordinal);
        var values = names.ConvertAll(name => name switch
        {
            "key" when isOfKeys => "a key",
            "key" => 1L,
            "slot" when isOfKeys => (long)Slot.OfText($"{Some.MerchantId}\na key").Number,
            _ => known.GetValueOrDefault(name) ?? (IsText(name) ? "text" : (object)1L),
        });
        var types = string.Join(", ", values.Select(value => value is string ? "text" : "bigint"));
        var numbered = Parameters().Replace(statement, match => $"${names.IndexOf(match.Value[1..]) + 1}");
        var given = string.Join(", ", values.Select(value => value is string text ? $"'{text}'" : $"{value}"));
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await connection.ExecuteAsync($"prepare asked ({types}) as {numbered}");
        var plan = await connection.QuerySingleAsync<string>(
            $"explain (analyze, costs off, timing off, summary off, format json) execute asked ({given})");
        await transaction.RollbackAsync(Cancel);
        await connection.ExecuteAsync("deallocate asked");
        using var json = JsonDocument.Parse(plan);
        return [.. PartsIn(json.RootElement[0].GetProperty("Plan")).Distinct()];
    }

    private static IEnumerable<string> PartsIn(JsonElement step)
    {
        // What is changed is named by who finds it, below.
        if (step.TryGetProperty("Relation Name", out var relation)
            && step.GetProperty("Node Type").GetString() != "ModifyTable"
            && step.GetProperty("Actual Loops").GetInt64() > 0
            && Part().IsMatch(relation.GetString()!))
        {
            yield return relation.GetString()!;
        }

        if (step.TryGetProperty("Plans", out var below))
        {
            foreach (var part in below.EnumerateArray().SelectMany(PartsIn))
            {
                yield return part;
            }
        }
    }

    private static bool IsHot(string statement) => !statement.StartsWith("insert", StringComparison.Ordinal)
        && Hot.Any(table => Regex.IsMatch(statement, $@"\b{table}\b", RegexOptions.None, Limit));

    // Whatever else a statement compares with is a number.
    private static bool IsText(string name) => name is "state" or "status" or "store" or "network" or "reference"
        or "voided" or "seen_id" or "email" or "field1" or "field2" or "field3";

    [GeneratedRegex("^(payments|payment_history|notifications|attempts|idempotency_keys)_[0-9]+$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();

    // Searches, reports and the looks for what is due have no slot to give; SchemaTests lists them.
    [GeneratedRegex(@"@(slot|s0)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GivenSlot();

    [GeneratedRegex(@"@\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameters();
}

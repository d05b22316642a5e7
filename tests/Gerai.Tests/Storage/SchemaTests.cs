using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>
/// The rules by which the books can later be cut into shards and stay fast when they are long (house rules, Storage).
/// </summary>
public sealed partial class SchemaTests
{
    private static readonly string[] PaymentSide =
    [
        "payments", "payment_history", "notifications", "attempts", "resends", "forwards", "idempotency_keys",
        "unmatched_payments",
    ];

    // What looks for age across all slots: the sweeps, which every shard does for itself, and a person's list.
    private static readonly string[] Sweeps =
    [
        "payable_until_ms <= @now", "min(due_at_ms)", "min(due.due_at_ms)", "select min(endpoint)",
        "n.endpoint > @behind", "transaction_id > @place",
        "and (received_at_ms, network, reference, payment_code) < (@at", "due_at_ms >= 0 order by",
        "due_at_ms between 0 and @now",
        "between 1 and @now", "payable_until_ms between 0 and @now", "received_at_ms >= 0",
        "due_at_ms > @day", "lost.due_at_ms > a.told_until_ms", "min(lost.due_at_ms)",
        "left join figure_marks", "min(h.at_ms) from payment_history h where h.news_for = @merchant",
    ];

    // What a statement makes for itself, no longer than it was told to; and the endpoints in trouble and the merchants,
    // which are few.
    private static readonly string[] ShortLists =
    [
        "SCAN CONSTANT ROW", "SCAN ring", "SCAN due", "SCAN w", "SCAN endpoints", "SCAN seen", "SCAN line",
        "SCAN given", "SCAN m USING COVERING INDEX merchants_age",
    ];

    internal static readonly IReadOnlyList<string> Statements =
        [.. SourceStatements.All
            .Where(text => PaymentSide.Any(table => Regex.IsMatch(text, $@"\b{table}\b", RegexOptions.None, Limit)))];

    private const string Walked =
        "payment_history_news "
        + "(news_for=? AND (at_ms,transaction_id,version)>(?,?,?) AND (at_ms,transaction_id,version)<(?,?,?))";

    private const string UnmatchedOpen =
        "unmatched_payments_open ((received_at_ms,network,reference,payment_code)<(?,?,?,?))";

    private const string GivenUpList =
        "notifications_given_up ((due_at_ms,transaction_id,version,address)<(?,?,?,?))";

    private static TimeSpan Limit => TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Every_unique_constraint_of_a_payments_side_holds_the_slot()
    {
        await using var books = await TestDatabase.FreshAsync(DatabaseKind.Sqlite);
        var unique = await books.ReadAsync<(string Table, string Index, string Columns)>(
            """
            select t.name, i.name, (select group_concat(name) from pragma_index_info(i.name))
            from sqlite_master t join pragma_index_list(t.name) i
            where t.type = 'table' and i."unique" = 1
            """);

        Assert.Equal(PaymentSide.Order(), unique.Select(one => one.Table).Intersect(PaymentSide).Order());
        Assert.All(
            unique.Where(one => PaymentSide.Contains(one.Table)),
            one => Assert.EndsWith(",slot", one.Columns, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_statement_about_a_payment_names_its_slot_but_the_sweeps()
    {
        var withoutSlot = Statements
            .Where(statement => !SlotWord().IsMatch(statement))
            .ToList();

        Assert.InRange(Statements.Count, 20, 100);
        Assert.Equal(Sweeps.Length, withoutSlot.Count);
        Assert.All(
            Sweeps,
            sweep => Assert.Single(withoutSlot, text => text.Contains(sweep, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task No_statement_reads_a_whole_table()
    {
        await using var books = await TestDatabase.FreshAsync(DatabaseKind.Sqlite);
        var plans = 0;
        foreach (var statement in Statements.Where(text => !text.StartsWith("insert", StringComparison.Ordinal)))
        {
            foreach (var step in await PlanAsync(books, statement))
            {
                // A list in the order of an index may walk along it, when it stops after so many.
                var isWalk = step.StartsWith("SCAN", StringComparison.Ordinal) && !ShortLists.Contains(step);
                var mayWalk = step.Contains(" INDEX ", StringComparison.Ordinal)
                    && statement.Contains("limit @most", StringComparison.Ordinal);
                Assert.True(!isWalk || mayWalk, $"{step}: {statement}");
                plans++;
            }
        }

        Assert.InRange(plans, 15, 200);
    }

    [Theory]
    [InlineData("p.status in (", "payments_holding_order (merchant_id=? AND order_id=? AND slot=?)")]
    [InlineData("p.status not in", "payments_past_order (merchant_id=? AND order_id=? AND slot=?)")]
    [InlineData("p.code_number = @number", "payments_code (code_key=? AND code_number=? AND slot=?)")]
    [InlineData("payable_until_ms <= @now", "payments_pending (payable_until_ms<?)")]
    [InlineData("where n.state = 'Waiting' and n.due_at_ms <= @now", "notifications_waiting (due_at_ms<?)")]
    [InlineData("n.endpoint = @endpoint", "notifications_due (endpoint=? AND due_at_ms<?)")]
    [InlineData("select min(endpoint)", "notifications_due (endpoint>?)")]
    [InlineData("select min(endpoint)", "notifications_due (endpoint=?)")]
    [InlineData("n.endpoint > @behind", "notifications_due (endpoint>?)")]
    [InlineData("min(due.due_at_ms)", "notifications_waiting (due_at_ms<?)")]
    [InlineData("min(due_at_ms)", "notifications_waiting")]
    [InlineData(
        "@merchant and (h.at_ms, h.transaction_id, h.version) > (@at,",
        "payment_history_news (news_for=? AND (at_ms,transaction_id,version)>(?,?,?))")]
    [InlineData("h.version desc limit @most", "payment_history_news (news_for=?)")]
    [InlineData("h.version desc limit 1000", Walked)]
    [InlineData(
        "@from\n            and (h.at_ms, h.transaction_id, h.version) < (@at",
        "payment_history_news (news_for=? AND at_ms>? AND (at_ms,transaction_id,version)<(?,?,?))")]
    [InlineData("h.version limit 1000", Walked)]
    [InlineData("select (line.at_ms", "payment_history_news (news_for=? AND at_ms>? AND at_ms<?)")]
    [InlineData("n.due_at_ms >= @given_up_since", "notifications_given_up (due_at_ms>?)")]
    [InlineData("left join figure_marks", "payment_history_news (news_for=? AND at_ms>?)")]
    [InlineData("and n.due_at_ms >= @since", "notifications_given_up (due_at_ms>? AND due_at_ms<?)")]
    [InlineData("lost.due_at_ms > a.told_until_ms", "notifications_given_up (due_at_ms>?)")]
    [InlineData("and (received_at_ms, network, reference, payment_code) < (@at", UnmatchedOpen)]
    [InlineData("received_at_ms >= 0", "unmatched_payments_open (received_at_ms>?)")]
    [InlineData("n.due_at_ms, n.transaction_id, n.version, n.address) <", GivenUpList)]
    [InlineData("due_at_ms > @day", "notifications_given_up (due_at_ms>?)")]
    [InlineData("due_at_ms >= 0 order by", "notifications_waiting (due_at_ms>?)")]
    [InlineData("due_at_ms between 0 and @now", "notifications_waiting (due_at_ms>? AND due_at_ms<?)")]
    [InlineData("between 1 and @now", "payments_pending (payable_until_ms>? AND payable_until_ms<?)")]
    [InlineData("payable_until_ms between 0 and @now", "payments_pending (payable_until_ms>? AND payable_until_ms<?)")]
    [InlineData("claimed_at_ms < @before", "idempotency_keys_age (claimed_at_ms<?)")]
    public async Task A_hot_statement_finds_its_rows_by_the_index_made_for_it(string part, string index)
    {
        await using var books = await TestDatabase.FreshAsync(DatabaseKind.Sqlite);
        var statement = Assert.Single(Statements, text => text.Contains(part, StringComparison.Ordinal));

        Assert.Contains(
            await PlanAsync(books, statement), step => step.EndsWith($"INDEX {index}", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> PlanAsync(TestDatabase books, string statement)
    {
        var values = Parameters().Matches(statement)
            .Select(match => match.Value[1..])
            .Distinct()
            .ToDictionary(name => name, _ => (object)1);
        var steps = await books.ReadAsync<(long, long, long, string Detail)>($"explain query plan {statement}", values);
        return [.. steps.Select(step => step.Detail)];
    }

    [GeneratedRegex(@"\bslot\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SlotWord();

    [GeneratedRegex(@"@\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameters();
}

using System.Data;
using System.Text.Json;
using Dapper;
using Gerai.Payments;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// One merchant's history, walked through part by part along the index of its events, with the payments that match.
/// The history has each payment's opening and settlement in the order of time already, so a search needs no index of
/// its own, and charges pay for none.
/// </summary>
internal sealed class PaymentWalk
{
    /// <summary>
    /// How many lines one read takes. It stands in the statements as a number, so that no plan is made for more.
    /// </summary>
    public const int LinesAtOnce = 1000;

    /// <summary>What a payment <c>p</c> must meet; the keys by which it is found are not among it.</summary>
    public const string Matches =
        """
        p.merchant_id = @merchant
            and (@status is null or p.status = @status)
            and (@store is null or p.store = @store)
            and (@amount_min is null or p.amount_rupiah >= @amount_min)
            and (@amount_max is null or p.amount_rupiah <= @amount_max)
            and (@opened_from is null or p.opened_at_ms >= @opened_from)
            and (@opened_before is null or p.opened_at_ms < @opened_before)
            and (@settled_from is null or p.settled_at_ms >= @settled_from)
            and (@settled_before is null or p.settled_at_ms < @settled_before)
            and (@reference is null or p.reference = @reference)
            and (@email is null or lower(p.details) like lower(@email) escape '!')
            and (@field1 is null or lower(p.details) like lower(@field1) escape '!')
            and (@field2 is null or lower(p.details) like lower(@field2) escape '!')
            and (@field3 is null or lower(p.details) like lower(@field3) escape '!')
        """;

    public const string ForwardLines =
        $"""
        select seen.at_ms, seen.transaction_id as seen_id, seen.version as seen_version, {PaymentRow.Columns}
        from (
            select h.at_ms, h.transaction_id, h.version, h.slot, h.status from payment_history h
            where h.news_for = @merchant and (h.at_ms, h.transaction_id, h.version) > (@low, @low_id, @low_version)
                and (h.at_ms, h.transaction_id, h.version) < (@high, @high_id, @high_version)
            order by h.at_ms, h.transaction_id, h.version limit 1000) seen
        left join payments p on p.transaction_id = seen.transaction_id and p.slot = seen.slot
            and ((@version is not null and seen.version = @version) or seen.status = @became)
            and {PaymentWalk.Matches}
        order by seen.at_ms, seen.transaction_id, seen.version
        """;

    public const string BackwardLines =
        $"""
        select seen.at_ms, seen.transaction_id as seen_id, seen.version as seen_version, {PaymentRow.Columns}
        from (
            select h.at_ms, h.transaction_id, h.version, h.slot, h.status from payment_history h
            where h.news_for = @merchant and (h.at_ms, h.transaction_id, h.version) > (@low, @low_id, @low_version)
                and (h.at_ms, h.transaction_id, h.version) < (@high, @high_id, @high_version)
            order by h.at_ms desc, h.transaction_id desc, h.version desc limit 1000) seen
        left join payments p on p.transaction_id = seen.transaction_id and p.slot = seen.slot
            and ((@version is not null and seen.version = @version) or seen.status = @became)
            and {PaymentWalk.Matches}
        order by seen.at_ms desc, seen.transaction_id desc, seen.version desc
        """;

    private readonly Database database;
    private readonly MerchantId merchant;
    private readonly PaymentFilter filter;
    private readonly bool isDescending;
    private readonly bool isBySettlement;
    private readonly HistoryPlace end;
    private HistoryPlace place;

    /// <param name="database">The books.</param>
    /// <param name="merchant">Whose history.</param>
    /// <param name="filter">Which payments; its time says where the walk begins and ends.</param>
    /// <param name="isDescending">Whether the newest line comes first.</param>
    /// <param name="isBySettlement">Whether a payment is met at its settlement; else at its opening.</param>
    /// <param name="behind">Where to go on, if not at the beginning.</param>
    public PaymentWalk(
        Database database,
        MerchantId merchant,
        PaymentFilter filter,
        bool isDescending,
        bool isBySettlement,
        HistoryPlace? behind = null)
    {
        this.database = database;
        this.merchant = merchant;
        this.filter = filter;
        this.isDescending = isDescending;
        this.isBySettlement = isBySettlement;
        var from = Before(isBySettlement ? filter.SettledFrom : filter.OpenedFrom, DateTimeOffset.UnixEpoch);
        var to = Before(isBySettlement ? filter.SettledBefore : filter.OpenedBefore, DateTimeOffset.MaxValue);
        end = isDescending ? from : to;
        place = behind ?? (isDescending ? to : from);
    }

    /// <summary>How many lines have been read.</summary>
    public int LinesRead { get; private set; }

    public bool IsAtEnd { get; private set; }

    /// <summary>The next lines, each with its payment if that matches.</summary>
    public async Task<IReadOnlyList<WalkLine>> NextAsync(CancellationToken cancel)
    {
        var values = Conditions(merchant, filter);
        AddPlace(values, "low", isDescending ? end : place);
        AddPlace(values, "high", isDescending ? place : end);
        values.Add("version", isBySettlement ? null : 1L, DbType.Int64);
        values.Add("became", isBySettlement ? nameof(PaymentStatus.Settled) : null, DbType.String);
        await using var connection = await database.OpenForReadingAsync(cancel);
        var lines = (await connection.QueryAsync<PlaceRow, PaymentRow?, WalkLine>(
            new CommandDefinition(
                isDescending ? BackwardLines : ForwardLines, values, cancellationToken: cancel),
            (seen, payment) => new WalkLine(new HistoryPlace(seen.AtMs, seen.SeenId, seen.SeenVersion), payment),
            splitOn: "transaction_id")).AsList();
        LinesRead += lines.Count;
        IsAtEnd = lines.Count < LinesAtOnce;
        place = lines is [.., var last] ? last.Place : place;
        return lines;
    }

    /// <summary>The values that <see cref="Matches"/> speaks of.</summary>
    public static DynamicParameters Conditions(MerchantId merchant, PaymentFilter filter)
    {
        var values = new DynamicParameters();

        // Each with its type: what is null says nothing of it by itself.
        values.Add("merchant", merchant.ToString(), DbType.String);
        values.Add("status", filter.Status?.ToString(), DbType.String);
        values.Add("store", filter.Chain?.ToString(), DbType.String);
        values.Add("amount_min", filter.AmountMin?.Amount, DbType.Int64);
        values.Add("amount_max", filter.AmountMax?.Amount, DbType.Int64);
        values.Add("opened_from", filter.OpenedFrom?.ToUnixTimeMilliseconds(), DbType.Int64);
        values.Add("opened_before", filter.OpenedBefore?.ToUnixTimeMilliseconds(), DbType.Int64);
        values.Add("settled_from", filter.SettledFrom?.ToUnixTimeMilliseconds(), DbType.Int64);
        values.Add("settled_before", filter.SettledBefore?.ToUnixTimeMilliseconds(), DbType.Int64);
        values.Add("reference", filter.Reference, DbType.String);
        values.Add("email", Member("email", filter.CustomerEmail), DbType.String);
        values.Add("field1", Member("custom_field1", filter.CustomField1), DbType.String);
        values.Add("field2", Member("custom_field2", filter.CustomField2), DbType.String);
        values.Add("field3", Member("custom_field3", filter.CustomField3), DbType.String);
        return values;
    }

    // A detail as it stands in the text of all details. JSON writes quotes within a value in another way, so this is
    // found nowhere but in its own place.
    private static string? Member(string name, string? value)
    {
        if (value is null)
        {
            return null;
        }

        var written = $"\"{name}\":\"{JsonEncodedText.Encode(value)}\""
            .Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal);
        return $"%{written}%";
    }

    // No line has so small an id, so this place lies before all of its moment.
    private static HistoryPlace Before(DateTimeOffset? moment, DateTimeOffset otherwise) =>
        new((moment ?? otherwise).ToUnixTimeMilliseconds(), "", 0);

    private static void AddPlace(DynamicParameters values, string name, HistoryPlace place)
    {
        values.Add(name, place.AtMs, DbType.Int64);
        values.Add(name + "_id", place.Transaction, DbType.String);
        values.Add(name + "_version", place.Version, DbType.Int64);
    }

    private sealed class PlaceRow
    {
        public required long AtMs { get; init; }

        public required string SeenId { get; init; }

        public required long SeenVersion { get; init; }
    }
}

/// <summary>A line of history that was walked by, and the payment it belongs to if that is looked for.</summary>
internal sealed record WalkLine(HistoryPlace Place, PaymentRow? Payment);

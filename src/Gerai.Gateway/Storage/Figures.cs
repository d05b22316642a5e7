using System.Data.Common;
using Dapper;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// The figures of closed hours in a table, and those of the hour that runs from the history itself. A line of history
/// never changes, so what has been counted once stays right.
/// </summary>
internal sealed class Figures(Database database, GroupCommit group) : IFigures
{
    /// <summary>
    /// The days of a merchant, from the hours that have been counted. 25,200,000 is seven hours: Western Indonesian
    /// Time.
    /// </summary>
    public const string ClosedHours =
        """
        select (f.hour_at_ms + 25200000) / 86400000 as day, f.store, f.status, f.charged_day,
            cast(sum(f.payment_count) as bigint) as payment_count,
            cast(sum(f.amount_rupiah) as bigint) as amount_rupiah
        from hourly_figures f
        where f.merchant_id = @merchant and f.hour_at_ms >= @first and f.hour_at_ms < @until
        group by 1, 2, 3, 4
        """;

    /// <summary>The lines of a span of time, counted by what they say.</summary>
    public const string CountedLines =
        """
        select (line.at_ms + 25200000) / 86400000 as day, p.store, line.status,
            (p.opened_at_ms + 25200000) / 86400000 as charged_day,
            count(*) as payment_count, cast(sum(p.amount_rupiah) as bigint) as amount_rupiah
        from (
            select h.transaction_id, h.slot, h.at_ms, h.status from payment_history h
            where h.news_for = @merchant and h.at_ms >= @from and h.at_ms < @until
            order by h.at_ms, h.transaction_id, h.version limit @most) line
        cross join payments p
        where p.transaction_id = line.transaction_id and p.slot = line.slot
        group by 1, 2, 3, 4
        """;

    private const long HourMs = 3_600_000;

    public async Task<HomeFigures> HomeAsync(
        MerchantId merchant, int dayCount, DateTimeOffset now, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dayCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dayCount, IFigures.DaysMax);
        var today = WesternIndonesianTime.DayOf(now);
        var firstDay = today.AddDays(1 - dayCount);
        var first = WesternIndonesianTime.NumberOf(firstDay);

        await using var connection = await database.OpenForReadingAsync(cancel);
        var mark = await MarkAsync(connection, merchant, cancel);
        var closed = await ClosedAsync(connection, merchant, WesternIndonesianTime.StartOf(firstDay), mark, cancel);
        var fresh = await LinesAsync(
            connection, merchant, mark.UntilAtMs ?? 0, long.MaxValue, IFigures.LinesMax, cancel);
        var rows = closed.Concat(fresh.Where(row => row.Day >= first)).ToList();
        return new HomeFigures
        {
            Today = today,
            DayCount = dayCount,
            Days = DaysOf(rows),
            Conversions = ConversionsOf(rows, first),
            Pending = (mark.Pending ?? 0) + PendingOf(fresh),
            FailedNotifications = await FailedAsync(
                connection, merchant, WesternIndonesianTime.StartOf(today.AddDays(-1)), cancel),
            IsComplete = fresh.Sum(row => row.PaymentCount) < IFigures.LinesMax,
        };
    }

    public async Task<int> CloseHoursAsync(DateTimeOffset before, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var marks = (await connection.QueryAsync<MarkRow>(new CommandDefinition(
            """
            select m.merchant_id, f.until_at_ms, f.pending, (
                select min(h.at_ms) from payment_history h
                where h.news_for = m.merchant_id and h.at_ms >= coalesce(f.until_at_ms, 0)) as first_at_ms
            from merchants m left join figure_marks f on f.merchant_id = m.merchant_id
            """,
            cancellationToken: cancel))).AsList();
        var closed = 0;
        foreach (var mark in marks)
        {
            closed += await CloseHoursAsync(connection, mark, before, cancel);
        }

        return closed;
    }

    // From the first line that has not been counted, hour by hour; where nothing happened, hours are passed over.
    private async Task<int> CloseHoursAsync(
        ReadSession connection, MarkRow mark, DateTimeOffset before, CancellationToken cancel)
    {
        var closed = 0;
        var merchant = MerchantId.Parse(mark.MerchantId!);
        while (mark.FirstAtMs is { } first)
        {
            var hour = first - (first % HourMs);
            var until = hour + HourMs;
            if (until > before.ToUnixTimeMilliseconds())
            {
                break;
            }

            var rows = await LinesAsync(connection, merchant, hour, until, long.MaxValue, cancel);
            var next = mark with { UntilAtMs = until, Pending = (mark.Pending ?? 0) + PendingOf(rows) };
            if (!await group.WriteUnhurriedAsync(session => Close(session, mark, next, hour, rows), cancel))
            {
                // Another node has counted it, and goes on.
                break;
            }

            closed++;
            mark = next with { FirstAtMs = await FirstAsync(connection, merchant, until, cancel) };
        }

        return closed;
    }

    // False when the mark is not where it was seen. Nothing else may have been written then.
    private static bool Close(
        WriteSession session, MarkRow seen, MarkRow next, long hour, IReadOnlyList<FigureRow> rows)
    {
        var moved = seen.UntilAtMs is null
            ? session.Execute(
                """
                insert into figure_marks (merchant_id, until_at_ms, pending) values (@merchant, @until, @pending)
                on conflict do nothing
                """,
                ("merchant", seen.MerchantId),
                ("until", next.UntilAtMs),
                ("pending", next.Pending))
            : session.Execute(
                """
                update figure_marks set until_at_ms = @until, pending = @pending
                where merchant_id = @merchant and until_at_ms = @seen
                """,
                ("merchant", seen.MerchantId),
                ("until", next.UntilAtMs),
                ("pending", next.Pending),
                ("seen", seen.UntilAtMs));
        foreach (var row in moved == 1 ? rows : [])
        {
            session.Execute(
                """
                insert into hourly_figures (
                    merchant_id, hour_at_ms, store, status, charged_day, payment_count, amount_rupiah)
                values (@merchant, @hour, @store, @status, @charged_day, @count, @amount)
                """,
                ("merchant", seen.MerchantId),
                ("hour", hour),
                ("store", row.Store),
                ("status", row.Status),
                ("charged_day", row.ChargedDay),
                ("count", row.PaymentCount),
                ("amount", row.AmountRupiah));
        }

        return moved == 1;
    }

    private static async Task<long?> FirstAsync(
        ReadSession connection, MerchantId merchant, long from, CancellationToken cancel) =>
        await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select min(h.at_ms) from payment_history h where h.news_for = @merchant and h.at_ms >= @from",
            new { merchant = merchant.ToString(), from },
            cancellationToken: cancel));

    private static async Task<MarkRow> MarkAsync(
        ReadSession connection, MerchantId merchant, CancellationToken cancel) =>
        await connection.QuerySingleOrDefaultAsync<MarkRow>(new CommandDefinition(
            "select until_at_ms, pending from figure_marks where merchant_id = @merchant",
            new { merchant = merchant.ToString() },
            cancellationToken: cancel)) ?? new MarkRow();

    // Only up to the mark that was read: what is closed meanwhile is counted from the history this time.
    private static async Task<IReadOnlyList<FigureRow>> ClosedAsync(
        ReadSession connection, MerchantId merchant, DateTimeOffset first, MarkRow mark, CancellationToken cancel) =>
        (await connection.QueryAsync<FigureRow>(new CommandDefinition(
            ClosedHours,
            new
            {
                merchant = merchant.ToString(),
                first = first.ToUnixTimeMilliseconds(),
                until = mark.UntilAtMs ?? 0,
            },
            cancellationToken: cancel))).AsList();

    private static async Task<IReadOnlyList<FigureRow>> LinesAsync(
        ReadSession connection, MerchantId merchant, long from, long until, long linesMax, CancellationToken cancel) =>
        (await connection.QueryAsync<FigureRow>(new CommandDefinition(
            CountedLines,
            new { merchant = merchant.ToString(), from, until, most = linesMax },
            cancellationToken: cancel))).AsList();

    private static async Task<PaymentCount> FailedAsync(
        ReadSession connection, MerchantId merchant, DateTimeOffset since, CancellationToken cancel)
    {
        var (looked, failed) = await connection.QuerySingleAsync<(long Looked, long Failed)>(new CommandDefinition(
            """
            select count(*) as looked, count(case when given.news_for = @merchant then 1 end) as failed
            from (
                select h.news_for
                from notifications n left join payment_history h
                    on h.transaction_id = n.transaction_id and h.version = n.version and h.slot = n.slot
                where n.state = 'GivenUp' and n.due_at_ms >= @given_up_since
                limit @most) given
            """,
            new
            {
                merchant = merchant.ToString(),
                given_up_since = since.ToUnixTimeMilliseconds(),
                most = (long)IFigures.FailedMax,
            },
            cancellationToken: cancel));
        return new PaymentCount((int)failed, looked == IFigures.FailedMax);
    }

    private static List<DayFigure> DaysOf(IEnumerable<FigureRow> rows) =>
        [.. rows
            .GroupBy(row => (row.Day, row.Store, row.Status))
            .Select(same => new DayFigure(
                WesternIndonesianTime.DayOf(same.Key.Day),
                Enum.Parse<StoreChain>(same.Key.Store),
                Enum.Parse<PaymentStatus>(same.Key.Status),
                same.Sum(row => row.PaymentCount),
                same.Sum(row => row.AmountRupiah)))
            .OrderBy(figure => (figure.Day, figure.Chain, figure.Became))];

    private static List<DayConversion> ConversionsOf(IEnumerable<FigureRow> rows, long first) =>
        [.. rows
            .Where(row => row.ChargedDay >= first)
            .GroupBy(row => (row.ChargedDay, row.Store))
            .Select(same => new DayConversion(
                WesternIndonesianTime.DayOf(same.Key.ChargedDay),
                Enum.Parse<StoreChain>(same.Key.Store),
                Became(same, PaymentStatus.Pending),
                Became(same, PaymentStatus.Settled) - Became(same, PaymentStatus.Reversed)))
            .OrderBy(day => (day.ChargedOn, day.Chain))];

    // Each payment is opened once and leaves that state once.
    private static long PendingOf(IReadOnlyList<FigureRow> rows) => Became(rows, PaymentStatus.Pending)
        - Became(rows, PaymentStatus.Settled)
        - Became(rows, PaymentStatus.Cancelled)
        - Became(rows, PaymentStatus.Expired);

    private static long Became(IEnumerable<FigureRow> rows, PaymentStatus status) =>
        rows.Where(row => row.Status == status.ToString()).Sum(row => row.PaymentCount);

    private sealed record MarkRow
    {
        public string? MerchantId { get; init; }

        public long? UntilAtMs { get; init; }

        public long? Pending { get; init; }

        /// <summary>When the first line was written that is not counted yet.</summary>
        public long? FirstAtMs { get; init; }
    }

    private sealed class FigureRow
    {
        public required long Day { get; init; }

        public required string Store { get; init; }

        public required string Status { get; init; }

        public required long ChargedDay { get; init; }

        public required long PaymentCount { get; init; }

        public required long AmountRupiah { get; init; }
    }
}

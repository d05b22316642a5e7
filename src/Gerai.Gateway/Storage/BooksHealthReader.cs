using System.Data.Common;
using System.Globalization;
using Dapper;
using Gerai.Notifications;

namespace Gerai.Storage;

/// <summary>Counts up to a limit, each along an index: a gateway in trouble must not be asked for more.</summary>
internal sealed class BooksHealthReader(Database database) : IBooksHealth
{
    // Of a name such as Gerai.Storage.Migrations.0011_operators.sql; there may be more dots before its end.
    private const int NumberLength = 4;

    public async Task<BooksHealth> ReadAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var script = await OneAsync<string>(
            connection, "select scriptname from schemaversions order by scriptname desc limit 1", now, cancel);
        var waiting = await OneAsync<long>(
            connection,
            """
            select count(*) from (
                select due_at_ms from notifications
                where state = 'Waiting' and due_at_ms >= 0 order by due_at_ms limit @most) w
            """,
            now,
            cancel);
        var oldest = await OneAsync<long?>(
            connection,
            """
            select due_at_ms from notifications
            where state = 'Waiting' and due_at_ms between 0 and @now order by due_at_ms limit 1
            """,
            now,
            cancel);
        var open = await OneAsync<long>(
            connection,
            "select count(*) from (select 1 from endpoints where open_until_ms > 0 limit @most) w",
            now,
            cancel);
        var overdue = await OneAsync<long>(
            connection,
            """
            select count(*) from (
                select payable_until_ms from payments
                where status = 'Pending' and payable_until_ms between 1 and @now
                order by payable_until_ms limit @most) w
            """,
            now,
            cancel);
        var oldestOverdue = await OneAsync<long?>(
            connection,
            """
            select payable_until_ms from payments
            where status = 'Pending' and payable_until_ms between 0 and @now order by payable_until_ms limit 1
            """,
            now,
            cancel);
        return new BooksHealth
        {
            Migration = Number(script),
            Waiting = (int)waiting,
            OldestDueAt = Moment(oldest),
            OpenCircuits = (int)open,
            Overdue = (int)overdue,
            OldestOverdueAt = Moment(oldestOverdue),
            Unmatched = await UnmatchedAsync(connection, now, cancel),
            DeadLetters = await DeadLettersAsync(connection, now, cancel),
        };
    }

    private static async Task<int> UnmatchedAsync(
        ReadSession connection, DateTimeOffset now, CancellationToken cancel) => (int)await OneAsync<long>(
            connection,
            """
            select count(*) from (
                select received_at_ms from unmatched_payments
                where returned_at_ms is null and decided_at_ms is null and received_at_ms >= 0
                order by received_at_ms limit @most) w
            """,
            now,
            cancel);

    private static async Task<int> DeadLettersAsync(
        ReadSession connection, DateTimeOffset now, CancellationToken cancel) => (int)await OneAsync<long>(
            connection,
            """
            select count(*) from (
                select due_at_ms from notifications
                where state = 'GivenUp' and due_at_ms > @day order by due_at_ms limit @most) w
            """,
            now,
            cancel);

    private static async Task<T?> OneAsync<T>(
        ReadSession connection, string sql, DateTimeOffset now, CancellationToken cancel)
    {
        var values = new
        {
            now = now.ToUnixTimeMilliseconds(),
            day = (now - BooksHealth.LetterAge).ToUnixTimeMilliseconds(),
            most = (long)BooksHealth.CountMax,
        };
        return await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, values, cancellationToken: cancel));
    }

    private static int Number(string? script)
    {
        var name = script?.Split(".Migrations.") is [_, var file] ? file : "";
        return name.Length > NumberLength
            && int.TryParse(name[..NumberLength], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
    }

    private static DateTimeOffset? Moment(long? milliseconds) =>
        milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
}

using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IDeadLetters"/> and <see cref="IBooksHealth"/> tell the operator.</summary>
public abstract class OperatorViewContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Address = "http://127.0.0.1:9/a";

    private BooksHealthReader Health => new BooksHealthReader(Books.Database);

    [Fact]
    public async Task Empty_books_are_well_and_know_their_migration()
    {
        var health = await Health.ReadAsync(Now, Cancel);

        var scripts = Repository.Sources("src/Gerai.Gateway/Storage/Migrations", ".sql")
            .Where(path => Books.Kind is DatabaseKind.Postgres
                || !path.EndsWith(".postgres.sql", StringComparison.Ordinal));
        Assert.Equal(new BooksHealth
        {
            Migration = scripts.Max(path => int.Parse(Path.GetFileName(path)[..4], null)),
            Waiting = 0,
            OpenCircuits = 0,
            Overdue = 0,
            Unmatched = 0,
            DeadLetters = 0,
        }, health);
    }

    [Fact]
    public async Task What_waits_is_late_or_was_given_up_is_counted()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var payment = await OpenedAsync(NewPayment("order-1"), Address, Address + "/2");
        await EndAsync(NotificationState.GivenUp, 1);
        await new UnmatchedPaymentRepository(Books.Database, Books.Group, Some.Seal).AddAsync(
            new UnmatchedPayment
            {
                Reference = Some.Reference("R-1"),
                Environment = GatewayEnvironment.Sandbox,
                Code = "052110023456",
                Amount = Rupiah.Of(44_000),
                ReceivedAt = Now,
                Reason = RejectionReason.CodeExpired,
            },
            Cancel);
        await Books.ExecuteAsync(
            "insert into endpoints (endpoint, failures, openings, open_until_ms) "
            + "values ('a', 9, 1, 5), ('b', 1, 0, null)");

        var soon = await Health.ReadAsync(Now.AddMinutes(2), Cancel);
        var later = await Health.ReadAsync(Now.AddHours(25), Cancel);

        Assert.Equal((1, 1, 1, 1), (soon.Waiting, soon.DeadLetters, soon.Unmatched, soon.OpenCircuits));
        Assert.Equal((Now, 0, null), (soon.OldestDueAt, soon.Overdue, soon.OldestOverdueAt));
        Assert.Equal((1, payment.PayableUntil, 0), (later.Overdue, later.OldestOverdueAt, later.DeadLetters));
    }

    [Fact]
    public async Task What_was_given_up_is_told_with_how_it_ended_the_newest_first_and_none_twice()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        for (var i = 0; i < 7; i++)
        {
            await OpenedAsync(NewPayment($"order-{i}"), Address, Address + "/2");
        }

        await EndAsync(NotificationState.GivenUp, 11);
        await EndAsync(NotificationState.Delivered, 1);

        var seen = new List<DeadLetter>();
        IReadOnlyList<DeadLetter> page;
        do
        {
            page = await DeadLetters.ListAsync(seen.LastOrDefault(), 3, Cancel);
            seen.AddRange(page);
        }
        while (page.Count > 0);

        Assert.Equal(11, seen.Count);
        Assert.Equal(11, seen.Select(letter => (letter.Event, letter.Address)).Distinct().Count());
        Assert.Equal(seen.OrderByDescending(letter => letter.GivenUpAt).Select(letter => letter.GivenUpAt),
            seen.Select(letter => letter.GivenUpAt));
        Assert.All(seen, letter => Assert.Equal(
            (Some.MerchantId, DeliveryResult.Refused, 404, 1),
            (letter.Merchant, letter.Result, letter.HttpStatus, letter.Attempts)));
    }

    private async Task EndAsync(NotificationState state, int count)
    {
        foreach (var leased in await Outbox.TakeDueAsync(Now, Now.AddMinutes(1), count, Cancel))
        {
            var attempt = new Attempt
            {
                Number = 1,
                StartedAt = Now,
                Took = TimeSpan.FromSeconds(2),
                Result = DeliveryResult.Refused,
                HttpStatus = 404,
            };
            Assert.Equal(
                RecordResult.Written, await Outbox.RecordAsync(leased.Notification, attempt, state, null, Cancel));
        }
    }
}

public sealed class SqliteOperatorViewTests() : OperatorViewContract(DatabaseKind.Sqlite);

public sealed class PostgresOperatorViewTests() : OperatorViewContract(DatabaseKind.Postgres);

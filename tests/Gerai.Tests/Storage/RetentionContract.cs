using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Storage;

/// <summary>What ends by itself, when, and what never does.</summary>
public abstract class RetentionContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Address = "http://127.0.0.1:9/a";

    private readonly FakeTimeProvider clock = new(Now);
    private readonly List<TimeSpan> pauses = [];

    [Fact]
    public async Task Each_part_of_a_delivery_ends_in_its_time_and_says_so_while_the_payment_stays()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var ages = new[] { 200, 100, 40, 10 };
        var payments = new List<Payment>();
        foreach (var days in ages)
        {
            payments.Add(await ToldAsync($"order-{days}", days));
        }

        await RunAsync(Retention());

        var told = new List<PaymentEvent>();
        foreach (var payment in payments)
        {
            told.Add((await Events.FindAsync(Some.MerchantId, new EventId(payment.Id, 1), Cancel))!);
            Assert.Equivalent(payment, await Payments.FindAsync(payment.Id, Cancel), strict: true);
        }

        Assert.Equal([0, 1, 1, 1], told.Select(one => one.Deliveries.Count));
        Assert.Equal([0, 0, 1, 1], told.Select(one => one.Deliveries.Sum(delivery => delivery.Attempts.Count)));
        Assert.Equal(Now.AddDays(-180), told[0].DeliveriesKeptSince);
        Assert.Equal(Now.AddDays(-90), told[1].Deliveries[0].AttemptsKeptSince);
        var bare = told[2].Deliveries[0].Attempts[0];
        Assert.Equal((null, "/login", Now.AddDays(-30)), (
            bare.Answer!.Body, bare.Answer.Location, bare.AnswersKeptSince!.Value));
        var whole = told[3].Deliveries[0].Attempts[0];
        Assert.Equal(("<html>", null), (whole.Answer!.Body, whole.AnswersKeptSince));
        Assert.Null(told[3].DeliveriesKeptSince);
        Assert.Null(told[3].Deliveries[0].AttemptsKeptSince);

        var glance = await Events.GlanceAsync(Some.MerchantId, new EventId(payments[1].Id, 1), Cancel);
        Assert.Equal(Now.AddDays(-90), glance!.Deliveries[0].AttemptsKeptSince);
        Assert.Equal(4, await Books.CountAsync("payment_history"));
        Assert.False((await Resends.ResendAsync(
            new ResendOrder(Some.MerchantId, "key", Now), new EventId(payments[0].Id, 1), null, Cancel)).FoundAny);
    }

    [Fact]
    public async Task What_still_waits_and_what_came_late_stays_however_old_the_payment_is()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var sentAgain = await ToldAsync("sent again", 200);
        var id = new EventId(sentAgain.Id, 1);
        var yesterday = Now.AddDays(-1);
        await Resends.ResendAsync(new ResendOrder(Some.MerchantId, "key", yesterday), id, null, Cancel);
        await RecordAllAsync(yesterday, 2);
        await OpenedAsync(NewPayment("waiting", Now.AddDays(-200)), Address);

        await RunAsync(Retention());

        var told = (await Events.FindAsync(Some.MerchantId, id, Cancel))!.Deliveries.Single();
        Assert.Equal((2, "<html>"), (told.Attempts.Single().Number, told.Attempts.Single().Answer!.Body));
        Assert.Equal(yesterday, told.Resends.Single().At);
        Assert.Equal(Now.AddDays(-90), told.AttemptsKeptSince);
        Assert.Equal(
            ["Delivered", "Waiting"],
            await Books.ReadAsync<string>("select state from notifications order by state"));
    }

    [Fact]
    public async Task What_people_leave_behind_ends_too_and_nothing_else()
    {
        await Keys.ClaimAsync(Some.MerchantId, "old", Now.AddMinutes(-6), Cancel);
        await Keys.ClaimAsync(Some.MerchantId, "young", Now.AddMinutes(-4), Cancel);
        foreach (var (name, days) in new[] { ("old", 100), ("young", 1) })
        {
            var at = Now.AddDays(-days).ToUnixTimeMilliseconds();
            var seen = Now.AddMinutes(-days).ToUnixTimeMilliseconds();
            await Books.ExecuteAsync(
                $"""
                insert into refused_calls values ('', {at}, 'UnknownKey', '{name}', '', '', 1, {at}, null);
                insert into invitations values ('{name}', '{name}', '', '', '', null, '', {at}, {at}, null, null);
                insert into person_sessions values ('{name}', '{name}', 'sri', {seen}, {seen}, null, null);
                insert into person_sessions values ('busy {name}', 'busy {name}', 'sri', {at}, {seen}, null, null);
                """);
        }

        await RunAsync(Retention());

        foreach (var name in new[]
        {
            "idempotency_key from idempotency_keys", "fingerprint from refused_calls", "token_hash from invitations",
            "token_hash from person_sessions",
        })
        {
            Assert.Equal(["young"], await Books.ReadAsync<string>($"select {name}"));
        }
    }

    [Fact]
    public async Task Many_rows_end_a_few_at_a_time_with_pauses_and_a_turn_that_was_broken_off_is_taken_again()
    {
        await FillAsync(600, Now.AddDays(-200));
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Retention().RunAsync(
            (_, _) =>
            {
                stop.Cancel();
                return Task.FromCanceled(stop.Token);
            },
            stop.Token));
        Assert.Equal(350, await Books.CountAsync("attempts where answer_body is not null"));

        // The lease of the one that died.
        var other = await Retention().RunAsync(PauseAsync, Cancel);
        Assert.False(other.ContainsKey("answers"));
        Assert.Equal(600, other["attempts"]);
        Assert.Equal(4, pauses.Count);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, (await Retention().RunAsync(PauseAsync, Cancel))["answers"]);
        Assert.Equal((0, 0), (await Books.CountAsync("attempts"), await Books.CountAsync("notifications")));
    }

    [Fact]
    public async Task Of_two_nodes_one_takes_the_turn_and_nobody_looks_again_within_the_hour()
    {
        await using var second = Books.SecondNode();
        await FillAsync(20, Now.AddDays(-200));
        Retention[] nodes = [Retention(), Retention(second)];

        var ended = await Task.WhenAll(nodes.Select(
            node => Task.Run(() => node.RunAsync((_, _) => Task.CompletedTask, Cancel), Cancel)));
        Assert.Equal(20, ended.Sum(one => one.GetValueOrDefault("attempts")));
        await FillAsync(5, Now.AddDays(-199));
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(["idempotency_keys"], (await Retention().RunAsync(PauseAsync, Cancel)).Keys);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(5, (await Retention().RunAsync(PauseAsync, Cancel))["attempts"]);
    }

    [Fact]
    public async Task Answers_that_ended_are_not_walked_over_again_and_longer_keeping_brings_nothing_back()
    {
        await FillAsync(10, Now.AddDays(-40));
        await RunAsync(Retention());
        await Books.ExecuteAsync("update attempts set answer_body = 'seen'");

        clock.Advance(TimeSpan.FromHours(1));
        await RunAsync(Retention());
        clock.Advance(TimeSpan.FromHours(1));
        await RunAsync(Retention(options: new RetentionOptions { Answers = TimeSpan.FromDays(80) }));

        Assert.Equal(10, await Books.CountAsync("attempts where answer_body = 'seen'"));
        var since = (await Books.ReadAsync<long>("select kept_since_ms from retention where what = 'answers'"))[0];
        Assert.Equal(Now.AddHours(1).AddDays(-30).ToUnixTimeMilliseconds(), since);
    }

    [Fact]
    public async Task Twenty_rounds_of_filling_and_ending_do_not_let_the_tables_grow()
    {
        var sizes = new List<long>();
        for (var round = 0; round < 20; round++)
        {
            await FillAsync(300, clock.GetUtcNow().AddDays(-200));
            clock.Advance(TimeSpan.FromHours(1));
            await RunAsync(Retention());
            sizes.Add(await SizeAsync());
        }

        Assert.Equal(0, await Books.CountAsync("attempts"));

        // Without an end they would be six times as large.
        Assert.True(sizes[19] < sizes[2] * 2, string.Join(' ', sizes));
    }

    protected abstract Task<long> SizeAsync();

    private Retention Retention(TestDatabase? node = null, RetentionOptions? options = null)
    {
        var books = node ?? Books;
        var keys = new IdempotencyRepository(books.Database, books.Group);
        var kinds = new RetainedKinds(books.Database, books.Group, keys, options ?? new RetentionOptions());
        return new Retention(books.Database, books.Group, kinds, clock);
    }

    private Task<IReadOnlyDictionary<string, int>> RunAsync(Retention retention) =>
        retention.RunAsync(PauseAsync, Cancel);

    private Task PauseAsync(TimeSpan pause, CancellationToken cancel)
    {
        pauses.Add(pause);
        return Task.CompletedTask;
    }

    /// <summary>A payment so many days old that was told of at once.</summary>
    private async Task<Payment> ToldAsync(string order, int days)
    {
        var payment = await OpenedAsync(NewPayment(order, Now.AddDays(-days)), Address);
        await RecordAllAsync(payment.OpenedAt, 1);
        return payment;
    }

    private async Task RecordAllAsync(DateTimeOffset at, int number)
    {
        foreach (var leased in await Outbox.TakeDueAsync(at, at.AddMinutes(1), 10, Cancel))
        {
            var attempt = new Attempt
            {
                Number = number,
                StartedAt = at,
                Took = TimeSpan.FromSeconds(1),
                Result = DeliveryResult.Delivered,
                HttpStatus = 200,
                Answer = new AnswerSeen("/login", null, "<html>"),
            };
            Assert.Equal(RecordResult.Written, await Outbox.RecordAsync(
                leased.Notification, attempt, NotificationState.Delivered, null, Cancel));
        }
    }

    // Past the outbox, since there are many.
    private Task<int> FillAsync(int count, DateTimeOffset at) => Books.Group.WriteAsync(
        session =>
        {
            for (var i = 0; i < count; i++)
            {
                var id = NewPayment($"order-{i}", at).Id;
                (string, object?)[] values =
                [
                    ("id", id.ToString()), ("slot", (long)id.Slot.Number), ("at", at.ToUnixTimeMilliseconds()),
                    ("body", new string('x', 500)),
                ];
                session.Execute(
                    """
                    insert into attempts (transaction_id, version, address, number, slot, started_at_ms, took_ms,
                        result, http_status, answer_body)
                    values (@id, 1, 'a', 1, @slot, @at, 1, 'Delivered', 200, @body)
                    """,
                    values);
                session.Execute(
                    """
                    insert into notifications (
                        transaction_id, version, address, slot, state, attempts, due_at_ms, endpoint)
                    values (@id, 1, 'a', @slot, 'Delivered', 1, @at, 'e')
                    """,
                    values.AsSpan(0, 3));
            }

            return count;
        },
        Cancel);
}

public sealed class SqliteRetentionTests() : RetentionContract(DatabaseKind.Sqlite)
{
    [Theory]
    [InlineData("attempts")]
    [InlineData("notifications")]
    [InlineData("resends")]
    [InlineData("forwards")]
    public async Task What_is_old_is_found_at_the_beginning_of_the_primary_key(string table)
    {
        var plan = await Books.ReadAsync<(long, long, long, string Detail)>(
            $"""
            explain query plan select distinct transaction_id from {table}
            where transaction_id > '' and transaction_id < '01' order by transaction_id limit 250
            """);

        Assert.Equal(
            [$"SEARCH {table} USING COVERING INDEX sqlite_autoindex_{table}_1 (transaction_id>? AND transaction_id<?)"],
            plan.Select(step => step.Detail));
    }

    protected override async Task<long> SizeAsync() =>
        (await Books.ReadAsync<long>("select page_count from pragma_page_count()"))[0];
}

public sealed class PostgresRetentionTests() : RetentionContract(DatabaseKind.Postgres)
{
    // The server's own rounds come too seldom for a test.
    protected override async Task<long> SizeAsync()
    {
        await Books.ExecuteAsync("vacuum attempts");
        await Books.ExecuteAsync("vacuum notifications");
        return (await Books.ReadAsync<long>(
            """
            select cast(sum(pg_total_relation_size(oid)) as bigint) from pg_class
            where relkind = 'r' and (relname like 'attempts%' or relname like 'notifications%')
            """))[0];
    }
}

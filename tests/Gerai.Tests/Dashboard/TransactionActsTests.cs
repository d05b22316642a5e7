using Gerai.Dashboard.Frame;
using Gerai.Dashboard.Transactions;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.People;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Tests.Dashboard;

/// <summary>What a payment's page does: to whose payments, for whom, and what is written down of it.</summary>
public sealed class TransactionActsTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_is_cancelled_once_and_the_log_says_by_whom()
    {
        await using var office = await Office.OpenAsync();
        var acts = office.Services.GetRequiredService<TransactionActs>();
        var (visit, by) = await VisitAsync(office, Role.Operation);
        var order = await new Orders(office, office.Merchant).ChargeAsync("order-1");

        Assert.IsType<ActResult.Done>(await acts.CancelAsync(visit, by, order.Id, Cancel));
        Assert.Equal(
            new ActResult.Refused(RejectionReason.AlreadyCancelled),
            await acts.CancelAsync(visit, by, order.Id, Cancel));

        var lines = (await LogAsync(office)).Where(line => line.Kind is ActivityKind.PaymentCancelled).ToList();
        var line = Assert.Single(lines);
        Assert.Equal(
            ("order-1", "Pending", "Cancelled", visit.Email), (line.About, line.Before, line.After, line.By.Name));
    }

    [Fact]
    public async Task What_is_paid_is_neither_cancelled_nor_ended()
    {
        await using var office = await Office.OpenAsync();
        var acts = office.Services.GetRequiredService<TransactionActs>();
        var (visit, by) = await VisitAsync(office, Role.Administrator);
        var orders = new Orders(office, office.Merchant);
        var order = await orders.ChargeAsync("order-1");
        await orders.PayAsync(order);

        var refused = new ActResult.Refused(RejectionReason.AlreadyPaid);
        Assert.Equal(refused, await acts.CancelAsync(visit, by, order.Id, Cancel));
        Assert.Equal(refused, await acts.ExpireAsync(visit, by, order.Id, Cancel));
    }

    [Fact]
    public async Task Play_money_is_paid_and_taken_back_through_the_counter()
    {
        await using var office = await Office.OpenAsync();
        var acts = office.Services.GetRequiredService<TransactionActs>();
        var (visit, by) = await VisitAsync(office, Role.Developer);
        var order = await new Orders(office, office.Merchant).ChargeAsync("order-1");

        Assert.IsType<ActResult.Done>(await acts.PayAsync(visit, by, order.Id, Cancel));
        Assert.Equal(PaymentStatus.Settled, await StatusAsync(office, order.Id));
        var again = Assert.IsType<ActResult.RefusedAtTill>(await acts.PayAsync(visit, by, order.Id, Cancel));
        Assert.Equal("already_paid", again.Answer["reason"]);
        Assert.IsType<ActResult.Done>(await acts.ReverseAsync(visit, by, order.Id, Cancel));
        Assert.Equal(PaymentStatus.Reversed, await StatusAsync(office, order.Id));

        Assert.Equal(
            [ActivityKind.PlayMoneyReversed, ActivityKind.PlayMoneyPaid],
            (await LogAsync(office)).Take(2).Select(line => line.Kind));
    }

    [Fact]
    public async Task Another_merchants_payment_is_as_good_as_none()
    {
        await using var office = await Office.OpenAsync();
        var acts = office.Services.GetRequiredService<TransactionActs>();
        var records = office.Services.GetRequiredService<TransactionRecords>();
        var (visit, by) = await VisitAsync(office, Role.Administrator);
        var theirs = await (await Orders.OfAnotherAsync(office)).ChargeAsync("order-1");

        Assert.Null(await records.FindAsync(office.Merchant.Id, theirs.Id, Cancel));
        Assert.IsType<ActResult.NotThere>(await acts.CancelAsync(visit, by, theirs.Id, Cancel));
        Assert.IsType<ActResult.NotThere>(await acts.ExpireAsync(visit, by, theirs.Id, Cancel));
        Assert.IsType<ActResult.NotThere>(await acts.PayAsync(visit, by, theirs.Id, Cancel));
        Assert.IsType<ActResult.NotThere>(await acts.ReverseAsync(visit, by, theirs.Id, Cancel));
        Assert.IsType<ActResult.NotThere>(await acts.ResendAsync(visit, by, new EventId(theirs.Id, 1), Cancel));
        Assert.Equal(PaymentStatus.Pending, await StatusAsync(office, theirs.Id));
    }

    [Fact]
    public async Task A_role_that_does_not_include_it_changes_nothing()
    {
        await using var office = await Office.OpenAsync();
        var acts = office.Services.GetRequiredService<TransactionActs>();
        var (visit, by) = await VisitAsync(office, Role.Finance);
        var order = await new Orders(office, office.Merchant).ChargeAsync("order-1");

        Assert.IsType<ActResult.NotAllowed>(await acts.CancelAsync(visit, by, order.Id, Cancel));
        Assert.IsType<ActResult.NotAllowed>(await acts.ExpireAsync(visit, by, order.Id, Cancel));
        Assert.IsType<ActResult.NotAllowed>(await acts.PayAsync(visit, by, order.Id, Cancel));
        Assert.IsType<ActResult.NotAllowed>(await acts.ReverseAsync(visit, by, order.Id, Cancel));
        Assert.IsType<ActResult.NotAllowed>(await acts.ResendAsync(visit, by, new EventId(order.Id, 1), Cancel));
        Assert.Equal(PaymentStatus.Pending, await StatusAsync(office, order.Id));
    }

    // A page stays open for some seconds with what its person might do before; the act itself asks the books.
    [Fact]
    public async Task Who_was_an_administrator_when_the_page_was_opened_may_no_more_than_they_may_now()
    {
        await using var office = await Office.OpenAsync();
        var acts = office.Services.GetRequiredService<TransactionActs>();
        var (visit, by) = await VisitAsync(office, Role.Finance);
        var order = await new Orders(office, office.Merchant).ChargeAsync("order-1");

        var result = await acts.CancelAsync(visit with { Role = Role.Administrator }, by, order.Id, Cancel);

        Assert.IsType<ActResult.NotAllowed>(result);
    }

    [Fact]
    public async Task What_went_to_nobody_is_not_sent_again()
    {
        await using var office = await Office.OpenAsync();
        var acts = office.Services.GetRequiredService<TransactionActs>();
        var (visit, by) = await VisitAsync(office, Role.Operation);
        var order = await new Orders(office, office.Merchant).ChargeAsync("order-1");

        Assert.IsType<ActResult.NothingToSend>(
            await acts.ResendAsync(visit, by, new EventId(order.Id, 1), Cancel));
        Assert.IsType<ActResult.NotThere>(await acts.ResendAsync(visit, by, new EventId(order.Id, 7), Cancel));
    }

    [Fact]
    public async Task What_was_given_up_is_sent_again_and_the_record_tells_of_both()
    {
        var status = StatusCodes.Status302Found;
        await using var office = await Office.OpenAsync(app => app.MapPost(
            "/shop", () => Results.Text(Orders.Hostile, statusCode: status)));
        var acts = office.Services.GetRequiredService<TransactionActs>();
        var (visit, by) = await VisitAsync(office, Role.Operation);
        var orders = new Orders(office, office.Merchant);
        await orders.NotifyAtAsync(new Uri(office.Address, "/shop"));
        var told = new EventId((await orders.ChargeAsync("order-1")).Id, 1);
        await orders.WaitForStateAsync(told, NotificationState.GivenUp);
        status = StatusCodes.Status200OK;

        Assert.IsType<ActResult.Done>(await acts.ResendAsync(visit, by, told, Cancel));
        await orders.WaitForStateAsync(told, NotificationState.Delivered);

        var record = await office.Services.GetRequiredService<TransactionRecords>()
            .FindAsync(office.Merchant.Id, told.Transaction, Cancel);
        var delivery = Assert.Single(Assert.Single(record!.Events).Event.Deliveries);
        Assert.Equal([302, 200], delivery.Attempts.Select(attempt => attempt.HttpStatus));
        Assert.Equal(Orders.Hostile, delivery.Attempts[1].Answer?.Body);
        Assert.Equal(visit.Email, Assert.Single(delivery.Resends).By);
        Assert.All(delivery.Attempts, attempt => Assert.Equal(record.Events[0].Hash, attempt.BodyHash));
        Assert.Equal(
            (ActivityKind.NotificationResent, "order-1", told.ToString()),
            ((await LogAsync(office))[0].Kind, (await LogAsync(office))[0].About, (await LogAsync(office))[0].After));
    }

    [Fact]
    public async Task All_that_was_given_up_since_a_moment_is_sent_again_by_who_may()
    {
        var status = StatusCodes.Status302Found;
        await using var office = await Office.OpenAsync(app => app.MapPost(
            "/shop", () => Results.Text("", statusCode: status)));
        var acts = office.Services.GetRequiredService<TransactionActs>();
        var (visit, by) = await VisitAsync(office, Role.Operation);
        var orders = new Orders(office, office.Merchant);
        await orders.NotifyAtAsync(new Uri(office.Address, "/shop"));
        EventId[] told =
        [
            new((await orders.ChargeAsync("order-1")).Id, 1), new((await orders.ChargeAsync("order-2")).Id, 1),
        ];
        foreach (var one in told)
        {
            await orders.WaitForStateAsync(one, NotificationState.GivenUp);
        }

        status = StatusCodes.Status200OK;
        var since = office.Now.AddHours(-1);

        Assert.Equal(
            (new ActResult.NotAllowed(), 0),
            await acts.ResendGivenUpAsync(
                visit with { Person = PersonId.New(new SeededRandom(1)) }, by, since, Cancel));
        Assert.Equal(
            (new ActResult.NothingToSend(), 0),
            await acts.ResendGivenUpAsync(visit, by, office.Now.AddHours(1), Cancel));
        Assert.Equal((new ActResult.Done(), 2), await acts.ResendGivenUpAsync(visit, by, since, Cancel));
        foreach (var one in told)
        {
            await orders.WaitForStateAsync(one, NotificationState.Delivered);
        }

        var line = (await LogAsync(office))[0];
        Assert.Equal(
            (ActivityKind.NotificationResent, visit.Email), (line.Kind, line.By.Name));
        Assert.StartsWith("2, given up since ", line.About, StringComparison.Ordinal);
    }

    private static async Task<(Visit Visit, Actor By)> VisitAsync(Office office, Role role)
    {
        var person = await office.JoinAsync(role, "rina@kopisenja.example", "Rina");
        var visit = new Visit
        {
            Person = person.Id,
            Name = person.Name,
            Email = person.Email.Text,
            Session = "test",
            Merchant = office.Merchant.Id,
            Role = role,
        };
        return (visit, new Actor(person.Email.Text, person.Id, "127.0.0.1"));
    }

    private static async Task<PaymentStatus> StatusAsync(Office office, TransactionId id) =>
        (await office.Services.GetRequiredService<IPaymentRepository>().FindAsync(id, Cancel))!.Status;

    private static async Task<IReadOnlyList<Activity>> LogAsync(Office office) =>
        [.. (await office.Services.GetRequiredService<IActivityLog>()
            .ReadAsync(office.Merchant.Id, null, 50, Cancel)).Select(entry => entry.Activity)];
}

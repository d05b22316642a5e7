using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Storage;

/// <summary>Mail about an endpoint that keeps failing: when, how often and by whom, over a real SMTP server.</summary>
public abstract class AlertContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Address = "https://user:secret@shop.example/notify?token=secret";

    private readonly FakeTimeProvider clock = new(Now.AddMinutes(5));
    private readonly Meters meters = new();

    private static Endpoint Server => Endpoint.Of(Some.MerchantId, Address);

    [Fact]
    public async Task A_notification_that_is_given_up_is_told_once_a_day_and_only_what_is_new_6_37()
    {
        await using var smtp = await SmtpServer.StartAsync();
        var node = await NodeAsync(smtp.Options());
        await node.GoRoundAsync(Cancel);
        Assert.Empty(smtp.Mails());

        await GiveUpAsync("order-1");
        await node.GoRoundAsync(Cancel);
        var mail = Assert.Single(smtp.Mails());
        Assert.Equal("gerai@operator.example ops@shop.example", mail.Headers["X-Envelope"]);
        Assert.Equal("tls authenticated", mail.Headers["X-Session"]);
        Assert.Equal("Notifikasi ke shop.example gagal / Notifications to shop.example fail", mail.Subject);
        Assert.Contains("https://shop.example/notify\n", mail.TextBody!.ReplaceLineEndings("\n"));
        Assert.Contains("Given up       : 1", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Since          : 2026-01-15T10:00:01+07:00", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Response status is '404' not '200'", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("gerai resend --failed-since 2h", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", mail.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("order-1", mail.ToString(), StringComparison.Ordinal);

        // What is given up during the silence is told after it; what has been told is not.
        clock.Advance(TimeSpan.FromHours(1));
        await GiveUpAsync("order-2", clock.GetUtcNow());
        await node.GoRoundAsync(Cancel);
        Assert.Single(smtp.Mails());
        clock.Advance(TimeSpan.FromHours(23));
        await node.GoRoundAsync(Cancel);
        Assert.Equal(2, smtp.Mails().Count);
        Assert.Contains("Given up       : 1", smtp.Mails()[1].TextBody, StringComparison.Ordinal);
        Assert.NotEqual(mail.MessageId, smtp.Mails()[1].MessageId);
        clock.Advance(TimeSpan.FromHours(24));
        await node.GoRoundAsync(Cancel);
        Assert.Equal(2, smtp.Mails().Count);
    }

    [Fact]
    public async Task A_circuit_that_was_opened_three_times_is_told_and_one_that_recovered_is_not()
    {
        await using var smtp = await SmtpServer.StartAsync(MailTls.Implicit);
        var node = await NodeAsync(smtp.Options());
        var circuits = new CircuitRepository(Books.Group);
        await circuits.ChangeAsync(Server, Now, _ => new Circuit(10, 2, Now.AddMinutes(1)), Cancel);
        await node.GoRoundAsync(Cancel);
        Assert.Empty(smtp.Mails());

        await circuits.ChangeAsync(Server, Now.AddMinutes(3), _ => new Circuit(11, 3, Now.AddMinutes(9)), Cancel);
        await OpenedAsync(NewPayment("order-1"), Address);
        await node.GoRoundAsync(Cancel);
        var mail = Assert.Single(smtp.Mails());
        Assert.Contains("Since          : 2026-01-15T10:00:00+07:00", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Still waiting  : 1", mail.TextBody, StringComparison.Ordinal);

        await circuits.CloseAsync(Server, Cancel);
        clock.Advance(TimeSpan.FromHours(25));
        await node.GoRoundAsync(Cancel);
        Assert.Single(smtp.Mails());
    }

    [Fact]
    public async Task Of_several_nodes_one_sends_the_mail()
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var second = Books.SecondNode();
        EndpointAlerts[] nodes = [await NodeAsync(smtp.Options()), NewNode(second, smtp.Options())];
        await GiveUpAsync("order-1");

        await Task.WhenAll(Enumerable.Range(0, 6).Select(
            i => Task.Run(() => nodes[i % 2].GoRoundAsync(Cancel), Cancel)));

        Assert.Single(smtp.Mails());
    }

    // A node that dies after the claim leaves exactly this: a row whose lease nobody ends.
    [Fact]
    public async Task A_node_that_died_between_claim_and_mail_is_followed_by_another_when_its_lease_has_lapsed()
    {
        await using var smtp = await SmtpServer.StartAsync();
        var node = await NodeAsync(smtp.Options());
        await GiveUpAsync("order-1");
        var lease = new AlertState(clock.GetUtcNow().AddMinutes(1), 0, Now.AddDays(-2));
        Assert.True(await new AlertRepository(Books.Database, Books.Group).ClaimAsync(Server, null, lease, Cancel));

        await node.GoRoundAsync(Cancel);
        Assert.Empty(smtp.Mails());
        clock.Advance(TimeSpan.FromMinutes(1));
        await node.GoRoundAsync(Cancel);
        await node.GoRoundAsync(Cancel);

        Assert.Single(smtp.Mails());
    }

    [Fact]
    public async Task A_mail_server_that_is_down_or_puts_off_is_tried_again_with_pauses_and_not_for_ever()
    {
        await using var smtp = await SmtpServer.StartAsync();
        var node = await NodeAsync(smtp.Options());
        await GiveUpAsync("order-1");
        await smtp.StopAsync();
        await node.GoRoundAsync(Cancel);
        await smtp.StartAgainAsync();
        await node.GoRoundAsync(Cancel);
        Assert.Empty(smtp.Mails());

        smtp.Refuse(true);
        foreach (var minutes in new[] { 1, 5, 30, 120 })
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            await node.GoRoundAsync(Cancel);
        }

        // Its tries are used up: the next one is a day later, and tells of everything.
        smtp.Refuse(false);
        clock.Advance(TimeSpan.FromHours(23));
        await node.GoRoundAsync(Cancel);
        Assert.Empty(smtp.Mails());
        clock.Advance(TimeSpan.FromHours(1));
        await node.GoRoundAsync(Cancel);
        Assert.Single(smtp.Mails());
    }

    [Theory]
    [InlineData("wrong password")]
    [InlineData("unknown authority")]
    [InlineData("no TLS")]
    public async Task No_mail_goes_over_a_connection_that_is_not_as_it_should_be(string wrong)
    {
        await using var smtp = await SmtpServer.StartAsync(wrong is "no TLS" ? MailTls.None : MailTls.StartTls);
        var options = wrong switch
        {
            "wrong password" => smtp.Options() with { UserName = "another" },
            "unknown authority" => smtp.Options() with { AuthorityFile = "" },
            _ => smtp.Options() with { Tls = MailTls.StartTls },
        };
        var node = await NodeAsync(options);
        await GiveUpAsync("order-1");

        await node.GoRoundAsync(Cancel);

        Assert.Empty(smtp.Mails());
        Assert.Equal([1L], await Books.ReadAsync<long>("select failures from alerts"));
    }

    [Fact]
    public async Task A_relay_on_the_same_machine_needs_neither_TLS_nor_a_log_in()
    {
        await using var smtp = await SmtpServer.StartAsync(MailTls.None);
        var node = await NodeAsync(smtp.Options());
        await GiveUpAsync("order-1");

        await node.GoRoundAsync(Cancel);

        Assert.Equal("plain anonymous", Assert.Single(smtp.Mails()).Headers["X-Session"]);
    }

    [Fact]
    public async Task A_merchant_without_a_mail_address_is_not_told_and_nothing_is_written()
    {
        await using var smtp = await SmtpServer.StartAsync();
        var node = await NodeAsync(smtp.Options());
        await Merchants.ChangeContactAsync(Some.MerchantId, new() { DropsAlertEmail = true }, Cancel);
        await GiveUpAsync("order-1");

        await node.GoRoundAsync(Cancel);

        Assert.Empty(smtp.Mails());
        Assert.Equal(0, await Books.CountAsync("alerts"));
    }

    private async Task<EndpointAlerts> NodeAsync(MailOptions options)
    {
        await Merchants.AddAsync(
            Some.Merchant() with { AlertEmail = EmailAddress.Of("ops@shop.example") }, Now, Cancel);
        return NewNode(Books, options);
    }

    private EndpointAlerts NewNode(TestDatabase books, MailOptions options) => new(
        new AlertRepository(books.Database, books.Group),
        new MerchantAccounts(
            new MerchantRepository(books.Database, books.Group, Some.Seal),
            NobodyElse.Listens(),
            new SeededRandom(2),
            clock),
        new MailSender(options, clock),
        options,
        new NotificationMetrics(meters, clock),
        clock,
        NullLogger<EndpointAlerts>.Instance);

    private async Task GiveUpAsync(string order, DateTimeOffset? at = null)
    {
        var moment = at ?? Now;
        await OpenedAsync(NewPayment(order, moment), Address);
        var leased = Assert.Single(await Outbox.TakeDueAsync(moment, moment.AddSeconds(30), 10, Cancel));
        var attempt = new Attempt
        {
            Number = 1,
            StartedAt = moment,
            Took = TimeSpan.FromSeconds(1),
            Result = DeliveryResult.Refused,
            HttpStatus = 404,
        };
        Assert.Equal(
            RecordResult.Written,
            await Outbox.RecordAsync(leased.Notification, attempt, NotificationState.GivenUp, null, Cancel));
    }
}

public sealed class SqliteAlertTests() : AlertContract(DatabaseKind.Sqlite);

public sealed class PostgresAlertTests() : AlertContract(DatabaseKind.Postgres);

using System.Text;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Payments;

public sealed class PaymentStateMachineTests
{
    private static readonly Payment Pending = Some.Payment(StoreChain.Indomaret);
    private static readonly Payment Settled = Some.Payment(StoreChain.Indomaret, PaymentStatus.Settled);
    private static readonly DateTimeOffset InTime = Pending.OpenedAt.AddHours(1);
    private static readonly DateTimeOffset TheEnd = Pending.ExpiresAt;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly StoreReference Ours = Some.Reference();
    private static readonly StoreReference Another = Some.Reference("A2");

    // A cell is the status a payment goes to; "Pending" under Reverse: it stays so, but that reference is void now.
    [Fact]
    public void The_whole_table_is_as_approved()
    {
        string[] columns = ["Inquire", "Pay", "Reverse", "Cancel", "Expire", "Lapse"];
        var table = new StringBuilder().AppendLine(Row("", columns));
        foreach (var status in Enum.GetValues<PaymentStatus>())
        {
            var payment = Some.Payment(StoreChain.Indomaret, status);
            table.AppendLine(Row($"{status}", AllCommands(InTime).Select(command => Cell(payment, command))));
            if (status is PaymentStatus.Pending)
            {
                table.AppendLine(Row("  time over", AllCommands(TheEnd).Select(command => Cell(payment, command))));
            }
        }

        Approved.Match("Payments/PaymentStateMachineTests.transitions", table.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_payment_keeps_who_paid_what_and_when()
    {
        var paid = Applied(Pending, Pay(InTime));

        Assert.Equal(
            Pending with { Status = PaymentStatus.Settled, Version = 2, SettledAt = InTime, Reference = Ours }, paid);
    }

    [Fact]
    public void The_last_millisecond_is_in_time_and_the_end_itself_is_not_5_17()
    {
        Assert.IsType<Outcome.Applied>(Apply(Pending, Pay(TheEnd - Tick)));
        Assert.Equal(RejectionReason.CodeExpired, Rejected(Pending, Pay(TheEnd)));
        Assert.IsType<Outcome.Unchanged>(Apply(Pending, new PaymentCommand.Lapse(TheEnd - Tick)));
        Assert.Equal(PaymentStatus.Expired, Applied(Pending, new PaymentCommand.Lapse(TheEnd)).Status);
    }

    [Fact]
    public void Once_its_time_is_over_a_payment_can_be_ended_no_more_although_nobody_has_written_that_down_5_12()
    {
        Assert.Equal(RejectionReason.CodeExpired, Rejected(Pending, new PaymentCommand.Cancel(TheEnd)));
        Assert.Equal(RejectionReason.CodeExpired, Rejected(Pending, new PaymentCommand.Expire(TheEnd)));
        Assert.Equal(RejectionReason.CodeExpired, Rejected(Pending, new PaymentCommand.Inquire(TheEnd, Some.Grace)));
    }

    [Fact]
    public void Who_asks_just_before_the_end_may_pay_a_little_later_5_14()
    {
        var asked = Applied(Pending, new PaymentCommand.Inquire(TheEnd - Tick, Some.Grace));

        Assert.Equal(Pending with { Version = 2, PayableUntil = TheEnd - Tick + Some.Grace }, asked);
        Assert.IsType<Outcome.Applied>(Apply(asked, Pay(TheEnd + Some.Grace - (2 * Tick))));
        Assert.Equal(RejectionReason.CodeExpired, Rejected(asked, Pay(TheEnd + Some.Grace - Tick)));
        Assert.IsType<Outcome.Unchanged>(Apply(asked, new PaymentCommand.Lapse(TheEnd)));
    }

    [Fact]
    public void Asking_early_prolongs_nothing_and_asking_again_in_the_grace_does_not_prolong_it()
    {
        var early = new PaymentCommand.Inquire(TheEnd - Some.Grace, Some.Grace);
        var asked = Applied(Pending, new PaymentCommand.Inquire(TheEnd - Tick, Some.Grace));

        Assert.Equal(new Outcome.Unchanged(Pending), Apply(Pending, early));
        Assert.Equal(new Outcome.Unchanged(asked), Apply(asked, new PaymentCommand.Inquire(TheEnd, Some.Grace)));
        Assert.Equal(new Outcome.Unchanged(asked), Apply(asked, new PaymentCommand.Inquire(TheEnd - Tick, Some.Grace)));
    }

    [Fact]
    public void A_merchant_may_still_cancel_during_the_grace()
    {
        var asked = Applied(Pending, new PaymentCommand.Inquire(TheEnd - Tick, Some.Grace));

        Assert.Equal(PaymentStatus.Cancelled, Applied(asked, new PaymentCommand.Cancel(TheEnd)).Status);
        Assert.Equal(PaymentStatus.Expired, Applied(asked, new PaymentCommand.Expire(TheEnd)).Status);
    }

    [Fact]
    public void A_terminal_that_asks_twice_hears_the_same_answer_5_15()
    {
        Assert.Equal(new Outcome.Unchanged(Settled), Apply(Settled, Pay(TheEnd.AddDays(30))));
        Assert.Equal(RejectionReason.AlreadyPaid, Rejected(Settled, Pay(InTime, reference: Another)));
        Assert.Equal(RejectionReason.AlreadyPaid, Rejected(Settled, Pay(InTime, amount: 162_501)));
    }

    [Fact]
    public void The_same_number_from_another_network_is_another_reference()
    {
        var foreign = StoreReference.Of("another-network", Ours.Number);

        Assert.Equal(RejectionReason.AlreadyPaid, Rejected(Settled, Pay(InTime, reference: foreign)));
        Assert.Equal(RejectionReason.NotPaid, Rejected(Settled, new PaymentCommand.Reverse(foreign, InTime)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(162_499)]
    [InlineData(162_501)]
    public void Only_the_exact_amount_is_booked(long amount) =>
        Assert.Equal(RejectionReason.AmountDiffers, Rejected(Pending, Pay(InTime, amount)));

    [Fact]
    public void A_reversal_that_overtakes_its_payment_keeps_it_from_being_booked()
    {
        var reversed = Applied(Pending, new PaymentCommand.Reverse(Ours, InTime));

        Assert.Equal(Pending with { Version = 2, VoidedReferences = default(ReferenceSet).With(Ours) }, reversed);
        Assert.Equal(new Outcome.Unchanged(reversed), Apply(reversed, new PaymentCommand.Reverse(Ours, InTime)));
        Assert.Equal(RejectionReason.ReferenceVoided, Rejected(reversed, Pay(InTime)));
        Assert.Equal(RejectionReason.ReferenceVoided, Rejected(reversed, Pay(InTime, amount: 1)));
        Assert.Equal(PaymentStatus.Settled, Applied(reversed, Pay(InTime, reference: Another)).Status);
    }

    [Fact]
    public void A_reversal_that_is_repeated_hears_the_same_answer_whatever_has_become_of_the_payment()
    {
        var reverse = new PaymentCommand.Reverse(Ours, InTime);
        var reversed = Applied(Pending, reverse);

        foreach (var end in new PaymentCommand[]
        {
            Pay(InTime, reference: Another), new PaymentCommand.Cancel(InTime), new PaymentCommand.Expire(InTime),
        })
        {
            var ended = Applied(reversed, end);
            Assert.Equal(new Outcome.Unchanged(ended), Apply(ended, reverse));
        }
    }

    [Fact]
    public void A_payment_remembers_twenty_references_taken_back_and_no_more()
    {
        var payment = Pending;
        for (var i = 0; i < ReferenceSet.CountMax; i++)
        {
            payment = Applied(payment, new PaymentCommand.Reverse(Some.Reference($"R{i}"), InTime));
        }

        Assert.Equal(
            RejectionReason.TooManyReversals, Rejected(payment, new PaymentCommand.Reverse(Another, InTime)));
        Assert.IsType<Outcome.Unchanged>(Apply(payment, new PaymentCommand.Reverse(Some.Reference("R0"), InTime)));
        Assert.Equal(PaymentStatus.Settled, Applied(payment, Pay(InTime)).Status);
    }

    [Fact]
    public void A_reversal_needs_the_reference_that_was_booked_and_a_chain_that_offers_it_5_10()
    {
        var reverse = new PaymentCommand.Reverse(Ours, InTime);
        var reversed = Applied(Settled, reverse);

        Assert.Equal(Settled with { Status = PaymentStatus.Reversed, Version = 3 }, reversed);
        Assert.Equal(new Outcome.Unchanged(reversed), Apply(reversed, reverse));
        Assert.Equal(RejectionReason.NotPaid, Rejected(Settled, reverse with { Reference = Another }));
        Assert.Equal(RejectionReason.NotPaid, Rejected(reversed, reverse with { Reference = Another }));
        Assert.Equal(
            new Outcome.Rejected(RejectionReason.ReversalNotOffered),
            PaymentStateMachine.Apply(Settled, reverse, mayReverse: false));
    }

    [Fact]
    public void Whether_a_chain_takes_payments_back_matters_to_a_reversal_only()
    {
        foreach (var status in Enum.GetValues<PaymentStatus>())
        {
            var payment = Some.Payment(StoreChain.Indomaret, status);
            foreach (var command in AllCommands(InTime).Where(command => command is not PaymentCommand.Reverse))
            {
                Assert.Equal(
                    PaymentStateMachine.Apply(payment, command, mayReverse: true),
                    PaymentStateMachine.Apply(payment, command, mayReverse: false));
            }
        }
    }

    [Fact]
    public void The_history_calls_a_command_by_its_name() => Assert.Equal(
        ["Inquire", "Pay", "Reverse", "Cancel", "Expire", "Lapse"],
        AllCommands(InTime).Select(command => command.Name));

    private static PaymentCommand[] AllCommands(DateTimeOffset at) =>
    [
        new PaymentCommand.Inquire(at, Some.Grace),
        Pay(at),
        new PaymentCommand.Reverse(Ours, at),
        new PaymentCommand.Cancel(at),
        new PaymentCommand.Expire(at),
        new PaymentCommand.Lapse(at),
    ];

    private static PaymentCommand.Pay Pay(
        DateTimeOffset at, long amount = 162_500, StoreReference? reference = null) =>
        new(Rupiah.Of(amount), reference ?? Ours, at);

    private static string Row(string head, IEnumerable<string> cells) =>
        (head.PadRight(12) + string.Concat(cells.Select(cell => cell.PadRight(22)))).TrimEnd();

    private static string Cell(Payment payment, PaymentCommand command) => Apply(payment, command) switch
    {
        Outcome.Applied applied => $"{applied.Payment.Status}",
        Outcome.Unchanged => "unchanged",
        Outcome.Rejected rejected => $"no: {rejected.Reason}",
        var other => $"{other}",
    };

    private static Outcome Apply(Payment payment, PaymentCommand command) =>
        PaymentStateMachine.Apply(payment, command, mayReverse: true);

    private static Payment Applied(Payment payment, PaymentCommand command) =>
        Assert.IsType<Outcome.Applied>(Apply(payment, command)).Payment;

    private static RejectionReason Rejected(Payment payment, PaymentCommand command) =>
        Assert.IsType<Outcome.Rejected>(Apply(payment, command)).Reason;
}

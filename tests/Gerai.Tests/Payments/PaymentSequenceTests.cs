using CsCheck;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Payments;

/// <summary>What holds whatever happens to a payment: properties of random sequences of commands.</summary>
public sealed class PaymentSequenceTests
{
    private const int Sequences = 3000;

    private static readonly Payment Opened = Some.Payment(StoreChain.Indomaret);

    private static readonly (PaymentStatus From, PaymentStatus To)[] Edges =
    [
        (PaymentStatus.Pending, PaymentStatus.Pending),
        (PaymentStatus.Pending, PaymentStatus.Settled),
        (PaymentStatus.Pending, PaymentStatus.Cancelled),
        (PaymentStatus.Pending, PaymentStatus.Expired),
        (PaymentStatus.Settled, PaymentStatus.Reversed),
    ];

    private static readonly Gen<StoreReference> References = Gen.Int[1, 3].Select(i => Some.Reference($"R{i}"));

    private static readonly Gen<Func<DateTimeOffset, PaymentCommand>> Commands = Gen.Frequency(
        (3, Gen.Const<Func<DateTimeOffset, PaymentCommand>>(at => new PaymentCommand.Inquire(at, Some.Grace))),
        (4, Gen.Select(References, Gen.Int[0, 5], PayAt)),
        (3, References.Select<StoreReference, Func<DateTimeOffset, PaymentCommand>>(
            reference => at => new PaymentCommand.Reverse(reference, at))),
        (1, Gen.Const<Func<DateTimeOffset, PaymentCommand>>(at => new PaymentCommand.Cancel(at))),
        (1, Gen.Const<Func<DateTimeOffset, PaymentCommand>>(at => new PaymentCommand.Expire(at))),
        (2, Gen.Const<Func<DateTimeOffset, PaymentCommand>>(at => new PaymentCommand.Lapse(at))));

    // Most of it happens around the end of the payment, where the rules are busiest.
    private static readonly Gen<(bool MayReverse, PaymentCommand[] Commands)> Stories =
        from mayReverse in Gen.Bool
        from start in Gen.Int[-200, 30]
        from steps in Gen.Select(Gen.Int[0, 40], Commands).Array[1, 15]
        select (mayReverse, Told(start, steps));

    [Fact]
    public void Versions_grow_by_one_with_each_change_and_only_the_rows_named_by_it_move() => EachStep(step =>
    {
        if (step.Outcome is Outcome.Applied)
        {
            Assert.Equal(step.Before.Version + 1, step.After.Version);
            Assert.NotEqual(step.Before with { Version = step.After.Version }, step.After);
        }

        var unmoved = step.After with
        {
            Status = Opened.Status,
            Version = Opened.Version,
            PayableUntil = Opened.PayableUntil,
            SettledAt = Opened.SettledAt,
            Reference = Opened.Reference,
            VoidedReferences = Opened.VoidedReferences,
        };
        Assert.Equal(Opened, unmoved);
    });

    [Fact]
    public void A_status_only_moves_along_the_allowed_ways_5_8() => EachStep(step =>
    {
        if (step.Outcome is Outcome.Applied)
        {
            Assert.Contains((step.Before.Status, step.After.Status), Edges);
        }
    });

    [Fact]
    public void Final_states_never_change() => EachStep(step =>
    {
        if (step.Before.Status is PaymentStatus.Cancelled or PaymentStatus.Expired or PaymentStatus.Reversed)
        {
            Assert.Same(step.Before, step.After);
        }
    });

    [Fact]
    public void Money_is_booked_with_its_reference_and_moment_or_not_at_all() => EachStep(step =>
    {
        var isBooked = step.After.Status is PaymentStatus.Settled or PaymentStatus.Reversed;
        Assert.Equal(isBooked, step.After.Reference is not null);
        Assert.Equal(isBooked, step.After.SettledAt is not null);
        Assert.False(isBooked && step.After.SettledAt >= step.After.PayableUntil);
        Assert.False(isBooked && step.After.VoidedReferences.Contains(step.After.Reference!.Value));
    });

    [Fact]
    public void The_same_command_right_after_itself_changes_nothing_more() => EachStep(step =>
        Assert.IsNotType<Outcome.Applied>(PaymentStateMachine.Apply(step.After, step.Command, step.MayReverse)));

    [Fact]
    public void The_grace_is_given_once_and_never_taken_back() => EachStep(step =>
    {
        Assert.True(step.After.PayableUntil >= step.Before.PayableUntil);
        Assert.True(step.After.PayableUntil < step.After.ExpiresAt + Some.Grace);
    });

    [Fact]
    public void A_payment_whose_time_is_over_is_as_good_as_expired() => EachStep(step =>
    {
        var seen = step.Before.AsOf(step.Command.At);

        // A reversal that overtakes its payment is noted as long as nobody has written down that the time is over.
        if (seen.Status != step.Before.Status && step.Command is not (PaymentCommand.Reverse or PaymentCommand.Lapse))
        {
            Assert.Equal(step.Outcome, PaymentStateMachine.Apply(seen, step.Command, step.MayReverse));
        }
    });

    // The till's own books: what was answered with yes. They must agree with the gateway's at every moment.
    [Fact]
    public void Money_in_the_till_is_money_in_the_books() => Stories.Sample(
        story =>
        {
            var payment = Opened;
            var (booked, taken) = (new HashSet<StoreReference>(), new HashSet<StoreReference>());
            foreach (var command in story.Commands)
            {
                var outcome = PaymentStateMachine.Apply(payment, command, story.MayReverse);
                if (outcome is not Outcome.Rejected && command is PaymentCommand.Pay pay)
                {
                    Assert.DoesNotContain(pay.Reference, taken);
                    Assert.Equal(Opened.Amount, pay.Amount);
                    booked.Add(pay.Reference);
                }

                if (outcome is not Outcome.Rejected && command is PaymentCommand.Reverse reverse)
                {
                    booked.Remove(reverse.Reference);
                    taken.Add(reverse.Reference);
                }

                payment = After(payment, outcome);
                var isSettled = payment.Status is PaymentStatus.Settled;
                Assert.Equal(isSettled ? [payment.Reference!.Value] : [], booked);
            }
        },
        iter: Sequences);

    private static void EachStep(Action<Step> check) => Stories.Sample(
        story =>
        {
            var payment = Opened;
            foreach (var command in story.Commands)
            {
                var outcome = PaymentStateMachine.Apply(payment, command, story.MayReverse);
                var after = After(payment, outcome);
                check(new Step(payment, command, story.MayReverse, outcome, after));
                payment = after;
            }
        },
        iter: Sequences);

    private static Payment After(Payment before, Outcome outcome) =>
        outcome is Outcome.Applied applied ? applied.Payment : before;

    private static Func<DateTimeOffset, PaymentCommand> PayAt(StoreReference reference, int luck) =>
        at => new PaymentCommand.Pay(luck == 0 ? Rupiah.Of(1) : Opened.Amount, reference, at);

    private static PaymentCommand[] Told(int start, (int Seconds, Func<DateTimeOffset, PaymentCommand> At)[] steps)
    {
        var at = Opened.ExpiresAt.AddSeconds(start);
        return [.. steps.Select(step => step.At(at = at.AddSeconds(step.Seconds)))];
    }

    private sealed record Step(
        Payment Before, PaymentCommand Command, bool MayReverse, Outcome Outcome, Payment After);
}

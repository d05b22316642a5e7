using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Payments;

public sealed class PaymentTests
{
    private static readonly Payment Pending = Some.Payment();
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void A_pending_payment_is_seen_as_expired_from_the_first_millisecond_5_17()
    {
        Assert.Same(Pending, Pending.AsOf(Pending.OpenedAt));
        Assert.Same(Pending, Pending.AsOf(Pending.ExpiresAt - Tick));
        Assert.Equal(PaymentStatus.Expired, Pending.AsOf(Pending.ExpiresAt).Status);
        Assert.Equal(PaymentStatus.Expired, Pending.AsOf(Pending.ExpiresAt.AddYears(1)).Status);
    }

    [Fact]
    public void A_payment_in_its_grace_is_still_pending_5_14()
    {
        var asked = Pending with { PayableUntil = Pending.ExpiresAt + Some.Grace };

        Assert.Equal(PaymentStatus.Pending, asked.AsOf(Pending.ExpiresAt).Status);
        Assert.Equal(PaymentStatus.Expired, asked.AsOf(Pending.ExpiresAt + Some.Grace).Status);
    }

    [Fact]
    public void What_is_decided_stays_so_whatever_the_time()
    {
        foreach (var status in Enum.GetValues<PaymentStatus>().Except([PaymentStatus.Pending]))
        {
            var payment = Some.Payment(StoreChain.Indomaret, status);
            Assert.Same(payment, payment.AsOf(payment.ExpiresAt.AddYears(1)));
        }
    }

    [Fact]
    public void What_is_seen_as_expired_is_what_the_sweeper_will_write()
    {
        var swept = PaymentStateMachine.Apply(
            Pending, new PaymentCommand.Lapse(Pending.ExpiresAt.AddSeconds(1)), mayReverse: true);

        Assert.Equal(new Outcome.Applied(Pending.AsOf(Pending.ExpiresAt)), swept);
    }

    [Fact]
    public void A_payment_lives_in_the_slot_of_its_order() =>
        Assert.Equal(Gerai.Values.Slot.Of(Pending.Merchant, Pending.Order), Pending.Slot);

    [Theory]
    [InlineData("Sari", "Wijaya", "Sari Wijaya")]
    [InlineData("Sari", null, "Sari")]
    [InlineData(null, "Wijaya", "Wijaya")]
    [InlineData(" ", "", null)]
    [InlineData(null, null, null)]
    public void A_customer_is_called_by_what_is_known_of_the_name(string? first, string? last, string? full) =>
        Assert.Equal(full, new Customer { FirstName = first, LastName = last }.FullName);
}

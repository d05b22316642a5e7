using Gerai.Merchants;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Payments;

/// <summary>
/// The one place where payments change: reads the clock, asks the rules, writes all that belongs together.
/// </summary>
internal sealed class PaymentProcessor(
    IPaymentRepository payments,
    MerchantAccounts merchants,
    PaymentCodeGenerator codes,
    BillFinder bills,
    TransactionIdGenerator ids,
    StoreOptions stores,
    PaymentOptions options,
    ChangeNews news,
    PaymentMetrics metrics,
    TimeProvider time)
{
    // Each round is lost only to somebody else's success, so more than a few lost in a row is a bug, not bad luck.
    private const int AttemptsMax = 20;

    public async Task<Outcome> OpenAsync(
        Merchant merchant, ChargeOrder order, IdempotencyClaim? claim, CancellationToken cancel)
    {
        var outcome = await TryOpenAsync(merchant, order, claim, cancel);
        metrics.NoteCharge(outcome);
        return outcome;
    }

    /// <summary>The payment as it is now, found by transaction id or order id (protocol 1.20).</summary>
    public async Task<Payment?> FindAsync(MerchantId merchant, string id, CancellationToken cancel)
    {
        Payment? payment = null;
        if (TransactionId.TryParse(id, out var transaction))
        {
            payment = await payments.FindAsync(transaction, cancel);
        }

        // A foreign payment is as good as none (protocol 1.26).
        if (payment?.Merchant != merchant)
        {
            payment = OrderId.TryOf(id, out var order)
                ? await payments.FindByOrderAsync(merchant, order, cancel)
                : null;
        }

        return payment?.AsOf(Now());
    }

    /// <summary>The payment as it is now, for who has its id from us and needs no merchant's key.</summary>
    public async Task<Payment?> FindAsync(TransactionId id, CancellationToken cancel) =>
        (await payments.FindAsync(id, cancel))?.AsOf(Now());

    /// <summary>The payment as it was when it got this version, to tell again what was told then.</summary>
    public async Task<Payment?> FindVersionAsync(TransactionId id, int version, CancellationToken cancel) =>
        (await payments.FindVersionAsync(id, version, cancel))?.Payment;

    /// <summary>
    /// What the customer owes for this code, when a cashier asks. An inquiry in time prolongs the payment.
    /// </summary>
    public async Task<(Outcome Outcome, Merchant? Merchant)> InquireAsync(
        StoreNetwork network, PaymentCode code, CancellationToken cancel)
    {
        var bill = await bills.FindAsync(network, code, cancel);
        return bill.Refusal is { } reason
            ? (new Outcome.Rejected(reason), null)
            : (await ApplyAsync(bill.Payment!.Id, new PaymentCommand.Inquire(Now(), options.Grace), null, cancel),
                bill.Merchant);
    }

    /// <summary>Books money at a counter, if the payment still waits for it.</summary>
    public async Task<Outcome> PayAsync(
        StoreNetwork network, PaymentCode code, Rupiah amount, StoreReference reference, CancellationToken cancel)
    {
        var bill = await bills.FindAsync(network, code, cancel);

        // Who asks again about money that is booked hears so, whatever has become of the merchant since.
        return bill.Refusal is { } reason && bill.Payment?.Reference != reference
            ? new Outcome.Rejected(reason)
            : await ApplyAsync(bill.Payment!.Id, new PaymentCommand.Pay(amount, reference, Now()), null, cancel);
    }

    /// <summary>Takes back what was booked under a reference, or sees to it that it will not be booked.</summary>
    public async Task<Outcome> ReverseAsync(
        StoreNetwork network, PaymentCode code, StoreReference reference, CancellationToken cancel)
    {
        // A closed account must not keep the customer from getting the money back, so only the payment counts here.
        var bill = await bills.FindAsync(network, code, cancel);
        return bill.Payment is { } payment
            ? await ApplyAsync(payment.Id, new PaymentCommand.Reverse(reference, Now()), null, cancel)
            : new Outcome.Rejected(bill.Refusal!.Value);
    }

    public Task<Outcome> CancelAsync(TransactionId id, IdempotencyClaim? claim, CancellationToken cancel) =>
        ApplyAsync(id, new PaymentCommand.Cancel(Now()), claim, cancel);

    public Task<Outcome> ExpireAsync(TransactionId id, IdempotencyClaim? claim, CancellationToken cancel) =>
        ApplyAsync(id, new PaymentCommand.Expire(Now()), claim, cancel);

    /// <summary>Writes down that overdue payments have expired. Returns how many it found.</summary>
    public async Task<int> SweepAsync(int countMax, CancellationToken cancel)
    {
        var now = Now();
        var overdue = await payments.OverdueAsync(now, countMax, cancel);
        await Task.WhenAll(overdue.Select(id => ApplyAsync(id, new PaymentCommand.Lapse(now), null, cancel)));
        return overdue.Count;
    }

    private async Task<Outcome> TryOpenAsync(
        Merchant merchant, ChargeOrder order, IdempotencyClaim? claim, CancellationToken cancel)
    {
        var now = Now();
        if (Refuse(merchant, order, now) is { } reason)
        {
            return new Outcome.Rejected(reason);
        }

        var slot = Slot.Of(merchant.Id, order.Order);
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (await codes.NextAsync(order.Chain, merchant.Id, slot, cancel) is not { } code)
            {
                // An order id in use comes first, as always (protocol 4.29).
                return new Outcome.Rejected(await HolderKeepsOrderAsync(merchant.Id, order.Order, now, cancel)
                    ? RejectionReason.OrderIdInUse
                    : RejectionReason.NoPaymentCodeLeft);
            }

            var payment = NewPayment(merchant, order, code, ids.Next(now, slot), now);
            var change = Change(payment, "Charge", now, merchant, claim);
            using var span = PaymentTrace.Begin(change.Command, payment.Id);
            switch (await payments.OpenAsync(change, cancel))
            {
                case WriteResult.Written:
                    news.Tell(change);
                    return new Outcome.Applied(payment);
                case WriteResult.ClaimLost:
                    return new Outcome.Rejected(RejectionReason.StillRunning);
                default:
                    if (await HolderKeepsOrderAsync(merchant.Id, order.Order, now, cancel))
                    {
                        return new Outcome.Rejected(RejectionReason.OrderIdInUse);
                    }

                    break;
            }
        }

        throw new InvalidOperationException($"Order id in slot {slot} changed hands {AttemptsMax} times.");
    }

    private async Task<Outcome> ApplyAsync(
        TransactionId id, PaymentCommand command, IdempotencyClaim? claim, CancellationToken cancel)
    {
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            if (await payments.FindAsync(id, cancel) is not { } payment)
            {
                return new Outcome.Rejected(RejectionReason.PaymentNotFound);
            }

            var outcome = PaymentStateMachine.Apply(payment, command, stores.Of(payment.Chain).MayReverse);
            if (outcome is not Outcome.Applied applied)
            {
                return outcome;
            }

            var isNews = applied.Payment.Status != payment.Status;
            var merchant = isNews ? await merchants.FindAsync(payment.Merchant, cancel) : null;
            var change = Change(applied.Payment, command.Name, command.At, merchant, claim) with { IsNews = isNews };
            using var span = PaymentTrace.Begin(change.Command, id);
            switch (await payments.SaveAsync(change, cancel))
            {
                case WriteResult.Written:
                    news.Tell(change);
                    metrics.NoteChange(command, applied.Payment);
                    return outcome;
                case WriteResult.ClaimLost:
                    return new Outcome.Rejected(RejectionReason.StillRunning);
                default:
                    continue;
            }
        }

        throw new InvalidOperationException($"Payment {id} changed under our hands {AttemptsMax} times.");
    }

    private RejectionReason? Refuse(Merchant merchant, ChargeOrder order, DateTimeOffset now)
    {
        var rules = stores.Of(order.Chain);
        if (!merchant.Stores.Contains(order.Chain))
        {
            return RejectionReason.StoreNotActivated;
        }

        if (order.Amount.Amount < rules.AmountMin)
        {
            return RejectionReason.AmountTooSmall;
        }

        if (order.Amount.Amount > rules.AmountMax)
        {
            return RejectionReason.AmountTooLarge;
        }

        return ExpiryOf(order, now) <= now ? RejectionReason.ExpiryInThePast : null;
    }

    // A holder whose time is over gives the order id free at this moment, also if the sweeper has not come round.
    private async Task<bool> HolderKeepsOrderAsync(
        MerchantId merchant, OrderId order, DateTimeOffset now, CancellationToken cancel)
    {
        if (await payments.FindByOrderAsync(merchant, order, cancel) is not { } holder)
        {
            return false;
        }

        var outcome = await ApplyAsync(holder.Id, new PaymentCommand.Lapse(now), null, cancel);
        return outcome is Outcome.Unchanged { Payment.Status: PaymentStatus.Pending or PaymentStatus.Settled };
    }

    private Payment NewPayment(
        Merchant merchant,
        ChargeOrder order,
        (PaymentCode Code, CodeNumber Number) code,
        TransactionId id,
        DateTimeOffset now)
    {
        var expiresAt = ExpiryOf(order, now);
        return new Payment
        {
            Id = id,
            Merchant = merchant.Id,
            Order = order.Order,
            Chain = order.Chain,
            Code = code.Code,
            CodeNumber = code.Number,
            Amount = order.Amount,
            Status = PaymentStatus.Pending,
            Version = 1,
            OpenedAt = now,
            ExpiresAt = expiresAt,
            PayableUntil = expiresAt,
            Details = order.Details,
        };
    }

    private DateTimeOffset ExpiryOf(ChargeOrder order, DateTimeOffset now) =>
        (order.OrderedAt ?? now) + (order.TimeToPay ?? stores.Of(order.Chain).DefaultExpiry);

    private static PaymentChange Change(
        Payment payment, string command, DateTimeOffset at, Merchant? merchant, IdempotencyClaim? claim) => new()
        {
            Payment = payment,
            Command = command,
            At = at,
            Addresses = merchant is null ? [] : AddressesOf(payment.Details, merchant),
            Claim = claim,
        };

    // Protocol 1.43 to 1.46: override is the base list, append is added; each address is told once.
    private static List<string> AddressesOf(PaymentDetails details, Merchant merchant) =>
        [.. (details.NotifyInstead is { Count: > 0 } instead ? instead : merchant.NotificationUrls)
            .Concat(details.NotifyAlso)
            .Distinct(StringComparer.Ordinal)];

    // The database keeps milliseconds; what is answered must be what is read back.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}

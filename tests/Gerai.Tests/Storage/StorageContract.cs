using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Storage;

/// <summary>
/// What the suites of this folder start from: fresh books in one of the two databases, and the tables over them. A
/// behaviour is tested in the suite, never for one database only.
/// </summary>
public abstract class StorageContract(DatabaseKind kind) : IAsyncLifetime
{
    private readonly TransactionIdGenerator ids = new(new SeededRandom(3));
    private long counter = 100;

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Now, to the millisecond, as the books keep it.</summary>
    internal static DateTimeOffset Now => Some.Morning;

    /// <summary>In whose name a test changes something, when it does not matter.</summary>
    internal static Actor By => SomePeople.Operator;

    internal TestDatabase Books { get; private set; } = null!;

    internal IPaymentRepository Payments => PaymentsOf(Books);

    internal IIdempotencyRepository Keys => new IdempotencyRepository(Books.Database, Books.Group);

    internal IMerchantRepository Merchants => new MerchantRepository(Books.Database, Books.Group, Some.Seal);

    internal IOutbox Outbox => OutboxOf(Books);

    internal IEventLog Events => new EventLog(Books.Database);

    internal IEventPages EventPages => new EventPages(Books.Database, Events);

    internal IKeyCallLog KeyCallLog => new KeyCallLog(Books.Database, Books.Group);

    internal IResends Resends => new Resends(Books.Database, Books.Group);

    internal IForwardLog Forwards => new ForwardLog(Books.Group);

    internal IPaymentSearch Search => new PaymentSearch(Books.Database, Payments, Codes());

    internal IFigures Figures => new Figures(Books.Database, Books.Group);

    internal IMerchantDirectory MerchantList => new MerchantDirectory(Books.Database);

    internal IDeadLetters DeadLetters => new DeadLetters(Books.Database);

    internal ICodeKeyRepository CodeKeys => new CodeKeyRepository(Books.Database, Books.Group);

    public async ValueTask InitializeAsync() => Books = await TestDatabase.FreshAsync(kind);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Books is not null)
        {
            await Books.DisposeAsync();
        }
    }

    internal static IPaymentRepository PaymentsOf(TestDatabase books) =>
        new PaymentRepository(books.Database, books.Group);

    internal static IOutbox OutboxOf(TestDatabase books) => new Outbox(
        books.Database,
        books.Group,
        PaymentsOf(books),
        new MerchantRepository(books.Database, books.Group, Some.Seal));

    internal PaymentCodeGenerator Codes() =>
        new(CodeKeys, new StoreOptions(), Some.Seal, new SeededRandom(5), new FakeTimeProvider(Now));

    /// <summary>A payment nobody has opened yet, with an id and a code of its own.</summary>
    internal Payment NewPayment(string order = "order-101", DateTimeOffset? openedAt = null)
    {
        var opened = openedAt ?? Now;
        var slot = Slot.Of(Some.MerchantId, OrderId.Of(order));
        return Some.Payment() with
        {
            Id = ids.Next(opened, slot),
            Order = OrderId.Of(order),
            CodeNumber = CodeNumber.Of(1, Interlocked.Increment(ref counter), slot),
            OpenedAt = opened,
            ExpiresAt = opened.AddHours(24),
            PayableUntil = opened.AddHours(24),
        };
    }

    internal static PaymentChange Opening(
        Payment payment, IReadOnlyList<string>? addresses = null, IdempotencyClaim? claim = null) => new()
        {
            Payment = payment,
            Command = "Charge",
            At = payment.OpenedAt,
            Addresses = addresses ?? [],
            Claim = claim,
        };

    /// <summary>The next version of a payment, as the rules make it.</summary>
    internal static PaymentChange Change(
        Payment payment,
        PaymentCommand command,
        IReadOnlyList<string>? addresses = null,
        IdempotencyClaim? claim = null)
    {
        var next = Assert.IsType<Outcome.Applied>(
            PaymentStateMachine.Apply(payment, command, mayReverse: true)).Payment;
        return new PaymentChange
        {
            Payment = next,
            Command = command.Name,
            At = command.At,
            IsNews = next.Status != payment.Status,
            Addresses = addresses ?? [],
            Claim = claim,
        };
    }

    internal static PaymentCommand Pay(Payment payment, string reference = "R-1") =>
        new PaymentCommand.Pay(payment.Amount, Some.Reference(reference), payment.OpenedAt.AddMinutes(7));

    internal static PaymentCommand CancelIt(Payment payment) =>
        new PaymentCommand.Cancel(payment.OpenedAt.AddMinutes(8));

    /// <summary>Opens a payment that must find its order id free.</summary>
    internal async Task<Payment> OpenedAsync(Payment payment, params string[] addresses)
    {
        Assert.Equal(WriteResult.Written, await Payments.OpenAsync(Opening(payment, addresses), Cancel));
        return payment;
    }

    /// <summary>Makes a change that must find its payment as it was.</summary>
    internal async Task<Payment> SavedAsync(Payment payment, PaymentCommand command, params string[] addresses)
    {
        var change = Change(payment, command, addresses);
        Assert.Equal(WriteResult.Written, await Payments.SaveAsync(change, Cancel));
        return change.Payment;
    }

    /// <summary>How many rows a payment's side of the books has, to see that nothing was written.</summary>
    internal async Task<(long Payments, long History, long Notifications)> RowsAsync() => (
        await Books.CountAsync("payments"),
        await Books.CountAsync("payment_history"),
        await Books.CountAsync("notifications"));
}

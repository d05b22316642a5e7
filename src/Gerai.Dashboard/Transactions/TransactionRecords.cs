using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Dashboard.Transactions;

/// <summary>All that is known of one payment: how it came to be as it is, and what was told of it.</summary>
internal sealed record TransactionRecord
{
    public required Payment Payment { get; init; }

    /// <summary>The first step first.</summary>
    public required IReadOnlyList<HistoryLine> History { get; init; }

    public required IReadOnlyList<ToldEvent> Events { get; init; }

    /// <summary>What the merchant calls its custom fields now.</summary>
    public required CustomFieldNames FieldNames { get; init; }

    /// <summary>Whether this chain takes payments back.</summary>
    public required bool MayReverse { get; init; }
}

/// <summary>An event of a payment with the body that tells it, and how each address took it.</summary>
/// <param name="Event">The event.</param>
/// <param name="Body">Written anew, indented for people.</param>
/// <param name="Hash">Of the body as it would be sent now: attempts whose hash differs sent another one.</param>
internal sealed record ToldEvent(PaymentEvent Event, string Body, string Hash);

/// <summary>Reads a payment with all that is known of it, for its own merchant.</summary>
internal sealed class TransactionRecords(
    PaymentProcessor processor,
    IPaymentRepository payments,
    IEventLog events,
    MerchantAccounts merchants,
    StoreOptions stores)
{
    // A payment has a handful of steps; a cashier who asks again and again adds no event.
    private const int EventsMax = 50;

    // What merchants and customers wrote is shown as text, so it may be read as it was written.
    private static readonly JsonSerializerOptions ForPeople = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Nothing when there is none, or it is another merchant's.</summary>
    public async Task<TransactionRecord?> FindAsync(MerchantId merchant, TransactionId id, CancellationToken cancel)
    {
        if (await processor.FindAsync(id, cancel) is not { } payment || payment.Merchant != merchant)
        {
            return null;
        }

        var history = await payments.HistoryAsync(id, cancel);
        var told = new List<ToldEvent>();
        foreach (var line in history)
        {
            if (told.Count < EventsMax
                && await events.FindAsync(merchant, new EventId(id, line.Version), cancel) is { } found)
            {
                told.Add(await ToldAsync(merchant, found, cancel));
            }
        }

        return new TransactionRecord
        {
            Payment = payment,
            History = history,
            Events = told,
            FieldNames = (await AccountAsync(merchant, cancel)).FieldNames,
            MayReverse = stores.Of(payment.Chain).MayReverse,
        };
    }

    /// <summary>One event with its attempts and its body; nothing when it is another merchant's.</summary>
    public async Task<ToldEvent?> FindToldAsync(MerchantId merchant, EventId id, CancellationToken cancel) =>
        await events.FindAsync(merchant, id, cancel) is { } found ? await ToldAsync(merchant, found, cancel) : null;

    /// <summary>JSON as people read it.</summary>
    public static string Indented(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement, ForPeople);
    }

    private async Task<Merchant> AccountAsync(MerchantId merchant, CancellationToken cancel) =>
        await merchants.FindAsync(merchant, cancel)
        ?? throw new InvalidOperationException($"The merchant {merchant} has payments and is not there.");

    private async Task<ToldEvent> ToldAsync(MerchantId merchant, PaymentEvent found, CancellationToken cancel)
    {
        var account = await AccountAsync(merchant, cancel);
        var payment = await processor.FindVersionAsync(found.Id.Transaction, found.Id.Version, cancel)
            ?? throw new InvalidOperationException($"The event {found.Id} has no payment.");
        var body = TransactionBody.Notification(payment, account.ServerKey.Text);
        using var document = JsonDocument.Parse(body);
        return new ToldEvent(
            found,
            JsonSerializer.Serialize(document.RootElement, ForPeople),
            Convert.ToHexStringLower(SHA256.HashData(body)));
    }
}

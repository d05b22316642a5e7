using System.Globalization;
using Gerai.Pages;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Values;
using Gerai.Wire;
using Microsoft.AspNetCore.WebUtilities;

namespace Gerai.Dashboard.Transactions;

/// <summary>
/// Which payments are looked for, as the query of an address says it, so that a page can be shared and found again. It
/// never says whose: that is for the session alone.
/// </summary>
internal sealed class TransactionsQuery
{
    public const string Page = "/portal/transactions";
    public const string Export = "/portal/transactions.csv";
    public const string SortField = "sort";
    public const string AfterField = "after";

    // What the original's search has too (protocol 7.7).
    private static readonly string[] Fields =
    [
        "order", "transaction", "code", "store", "status", "from", "to", "paid_from", "paid_to", "amount_min",
        "amount_max", "email", "reference", "field1", "field2", "field3",
    ];

    private static readonly DateOnly FirstDay = new(1970, 1, 1);
    private static readonly DateOnly LastDay = new(9000, 1, 1);

    private readonly Dictionary<string, string> texts;
    private readonly HashSet<string> unreadable = [];

    private TransactionsQuery(Dictionary<string, string> texts)
    {
        this.texts = texts;
        Filter = ReadFilter();
        Sort = SortNames.Read(texts.GetValueOrDefault(SortField)) ?? PaymentSort.NewestFirst;
        After = CursorText.Read(texts.GetValueOrDefault(AfterField));
    }

    public PaymentFilter Filter { get; }

    public PaymentSort Sort { get; }

    public PaymentCursor? After { get; }

    /// <summary>The fields of the form, as they were written.</summary>
    public IReadOnlyDictionary<string, string> Texts => texts;

    /// <summary>False when some field says what it cannot; then nothing is looked for.</summary>
    public bool IsReadable => unreadable.Count == 0;

    public bool IsFiltered => Fields.Any(texts.ContainsKey);

    /// <summary>The filter alone, for a file of all it finds and for the line of activity about it.</summary>
    public string FilterText => Written(texts.Where(text => Fields.Contains(text.Key)));

    public static TransactionsQuery Read(string query)
    {
        var texts = QueryHelpers.ParseQuery(query)
            .Select(pair => (pair.Key, Value: pair.Value.ToString()))
            .Select(pair => pair.Key is AfterField ? pair : pair with { Value = pair.Value.Trim() })
            .Where(pair => pair.Value.Length > 0)
            .Where(pair => Fields.Contains(pair.Key) || pair.Key is SortField or AfterField)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        return new TransactionsQuery(texts);
    }

    /// <summary>The page's address for what a form says, from the first page on and in the same order.</summary>
    public string AddressOf(IReadOnlyDictionary<string, string> form)
    {
        var kept = Fields
            .Where(field => !string.IsNullOrWhiteSpace(form.GetValueOrDefault(field)))
            .Select(field => KeyValuePair.Create(field, form[field].Trim()))
            .Concat(texts.Where(text => text.Key is SortField));
        return Page + Written(kept);
    }

    public string AddressSortedBy(PaymentSortKey key)
    {
        // Moments and amounts are asked for from above, names from A; the second click turns it round.
        var isDescending = Sort.Key == key ? !Sort.IsDescending : key is not PaymentSortKey.OrderId;
        return With(SortField, SortNames.Write(new PaymentSort(key, isDescending)), isFirstPage: true);
    }

    public string AddressAfter(PaymentCursor cursor) => With(AfterField, CursorText.Write(cursor), isFirstPage: false);

    public string AddressOfFirstPage => Page + Written(texts.Where(text => text.Key is not AfterField));

    /// <summary>What to say about a field; nothing when it can be read.</summary>
    public string? Complaint(string field, PageLanguage language) => !unreadable.Contains(field) ? null : field switch
    {
        "transaction" => language.Say("Ini bukan transaction ID.", "This is not a transaction id."),
        "order" => language.Say("Order ID paling banyak 50 karakter.", "An order id has at most 50 characters."),
        "code" => language.Say("Kode pembayaran hanya angka.", "A payment code is digits only."),
        "amount_min" or "amount_max" => language.Say(
            "Tulis rupiah tanpa koma, misalnya 44000.", "Write whole rupiah, such as 44000."),
        _ => language.Say("Ini tidak dapat dibaca.", "This cannot be read."),
    };

    private string With(string field, string value, bool isFirstPage) => Page + Written(texts
        .Where(text => text.Key != field && !(isFirstPage && text.Key is AfterField))
        .Append(KeyValuePair.Create(field, value)));

    private static string Written(IEnumerable<KeyValuePair<string, string>> texts) =>
        QueryHelpers.AddQueryString("", texts.Select(text => KeyValuePair.Create(text.Key, (string?)text.Value)));

    private PaymentFilter ReadFilter() => new()
    {
        Order = Value<OrderId>("order", OrderId.TryOf),
        Transaction = Value<TransactionId>("transaction", TransactionId.TryParse),
        Code = Value<PaymentCode>("code", TryCode),
        Chain = Value<StoreChain>(
            "store", (string text, out StoreChain chain) => Named(text, WireFormat.Store, out chain)),
        Status = Value<PaymentStatus>(
            "status", (string text, out PaymentStatus status) => Named(text, WireFormat.Status, out status)),
        AmountMin = Value<Rupiah>("amount_min", TryAmount),
        AmountMax = Value<Rupiah>("amount_max", TryAmount),
        OpenedFrom = StartOf("from", daysLater: 0),
        OpenedBefore = StartOf("to", daysLater: 1),
        SettledFrom = StartOf("paid_from", daysLater: 0),
        SettledBefore = StartOf("paid_to", daysLater: 1),
        Reference = texts.GetValueOrDefault("reference"),
        CustomerEmail = texts.GetValueOrDefault("email"),
        CustomField1 = texts.GetValueOrDefault("field1"),
        CustomField2 = texts.GetValueOrDefault("field2"),
        CustomField3 = texts.GetValueOrDefault("field3"),
    };

    private delegate bool Reader<T>(string text, out T value);

    private T? Value<T>(string field, Reader<T> reader)
        where T : struct
    {
        if (!texts.TryGetValue(field, out var text))
        {
            return null;
        }

        if (reader(text, out var value))
        {
            return value;
        }

        unreadable.Add(field);
        return null;
    }

    // Days are those of the counters' own time, both of them included.
    private DateTimeOffset? StartOf(string field, int daysLater) =>
        Value<DateOnly>(field, TryDay) is { } day ? WesternIndonesianTime.StartOf(day.AddDays(daysLater)) : null;

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        && day >= FirstDay && day <= LastDay;

    // People read a code in groups, and type it so.
    private static bool TryCode(string text, out PaymentCode code) =>
        PaymentCode.TryOf(string.Concat(text.Where(letter => letter is not ('-' or ' '))), out code);

    private static bool TryAmount(string text, out Rupiah amount)
    {
        amount = default;
        return long.TryParse(
                text.Replace(".", "", StringComparison.Ordinal),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number)
            && Rupiah.TryOf(number, out amount);
    }

    private static bool Named<T>(string text, Func<T, string> name, out T value)
        where T : struct, Enum
    {
        foreach (var one in Enum.GetValues<T>())
        {
            if (name(one) == text)
            {
                value = one;
                return true;
            }
        }

        value = default;
        return false;
    }
}

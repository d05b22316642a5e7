using System.Globalization;
using Gerai.Notifications;
using Gerai.Values;
using Microsoft.AspNetCore.WebUtilities;

namespace Gerai.Dashboard.Transactions;

/// <summary>
/// Which notifications are looked for, as the query of an address says it. It never says whose: that is for the session
/// alone.
/// </summary>
internal sealed class NotificationsQuery
{
    public const string Page = "/portal/notifications";
    public const string AfterField = "after";

    public static readonly IReadOnlyList<string> Fields = ["order", "state", "address", "from", "to"];

    private static readonly DateOnly FirstDay = new(1970, 1, 1);
    private static readonly DateOnly LastDay = new(9000, 1, 1);

    private NotificationsQuery(Dictionary<string, string> texts)
    {
        Texts = texts;
        Search = new EventSearch
        {
            Order = OrderId.TryOf(texts.GetValueOrDefault("order") ?? "", out var order) ? order : null,
            State = StateNamed(texts.GetValueOrDefault("state")),
            Address = texts.GetValueOrDefault("address"),
            From = StartOf(texts.GetValueOrDefault("from"), daysLater: 0),
            Before = StartOf(texts.GetValueOrDefault("to"), daysLater: 1),
        };
        After = EventCursor.TryParse(texts.GetValueOrDefault(AfterField) ?? "", out var after) ? after : null;
        IsReadable = Search.Order is not null == texts.ContainsKey("order")
            && Search.State is not null == texts.ContainsKey("state")
            && Search.From is not null == texts.ContainsKey("from")
            && Search.Before is not null == texts.ContainsKey("to");
    }

    public IReadOnlyDictionary<string, string> Texts { get; }

    public EventSearch Search { get; }

    public EventCursor? After { get; }

    /// <summary>False when some field says what it cannot; then nothing is found.</summary>
    public bool IsReadable { get; }

    public bool IsFiltered => Fields.Any(Texts.ContainsKey);

    public string AddressOfFirstPage => AddressOf(Texts);

    public static NotificationsQuery Read(string query) => new(QueryHelpers.ParseQuery(query)
        .Select(pair => (pair.Key, Value: pair.Value.ToString().Trim()))
        .Where(pair => pair.Value.Length > 0 && (Fields.Contains(pair.Key) || pair.Key is AfterField))
        .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal));

    /// <summary>The page's address for what a form says, from the first page on.</summary>
    public static string AddressOf(IReadOnlyDictionary<string, string> form) => Page + Written(form);

    public string AddressAfter(EventCursor place) => QueryHelpers.AddQueryString(
        AddressOfFirstPage, AfterField, place.ToString());

    private static string Written(IReadOnlyDictionary<string, string> form) => QueryHelpers.AddQueryString("", Fields
        .Where(field => !string.IsNullOrWhiteSpace(form.GetValueOrDefault(field)))
        .Select(field => KeyValuePair.Create(field, (string?)form[field].Trim())));

    private static NotificationState? StateNamed(string? text) =>
        Enum.GetValues<NotificationState>().Where(state => state.ToString() == text).Cast<NotificationState?>()
            .FirstOrDefault();

    // Days are those of the counters' own time, both of them included.
    private static DateTimeOffset? StartOf(string? text, int daysLater) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day >= FirstDay && day <= LastDay
            ? WesternIndonesianTime.StartOf(day.AddDays(daysLater))
            : null;
}

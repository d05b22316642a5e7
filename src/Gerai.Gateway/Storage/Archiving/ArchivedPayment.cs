using System.Data.Common;
using System.Globalization;
using System.Text.Json;

namespace Gerai.Storage;

/// <summary>What payments are ordered by, in a walk and in each file: when they were charged, and their id.</summary>
internal readonly record struct ArchiveKey(long ChargedAtMs, string Id)
{
    public bool IsBefore(ArchiveKey other) => ChargedAtMs < other.ChargedAtMs
        || (ChargedAtMs == other.ChargedAtMs && string.CompareOrdinal(Id, other.Id) < 0);
}

/// <summary>
/// A payment with every row that belongs to it, column by column as the tables have them: what a column holds that is
/// added tomorrow is in the archive without a change here. docs/archive.md describes it.
/// </summary>
internal sealed class ArchivedPayment
{
    /// <summary>The tables that have a part of a payment. Each row tells the payment's id and slot.</summary>
    public static readonly IReadOnlyList<string> Tables =
        ["payments", "payment_history", "notifications", "attempts", "resends", "forwards"];

    private readonly IReadOnlyDictionary<string, List<IReadOnlyDictionary<string, object>>> rows;

    public ArchivedPayment(IReadOnlyDictionary<string, List<IReadOnlyDictionary<string, object>>> rows)
    {
        this.rows = rows;
        Payment = rows["payments"] is [var one] ? one : throw new FormatException("There is no payment, or several.");
        var first = rows["payment_history"].Find(line => (long)line["version"] == 1)
            ?? throw new FormatException("The history has no beginning.");
        Key = new ArchiveKey((long)first["at_ms"], Text("transaction_id"));
    }

    public IReadOnlyDictionary<string, object> Payment { get; }

    public ArchiveKey Key { get; }

    public string Merchant => Text("merchant_id");

    public string Status => Text("status");

    public long Slot => (long)Payment["slot"];

    public long Rupiah => (long)Payment["amount_rupiah"];

    /// <summary>Not pending, and nobody is still to be told; and the history goes as far as the payment does.</summary>
    public bool HasEnded => Status != "Pending"
        && rows["notifications"].TrueForAll(row => (string)row["state"] != "Waiting")
        && rows["payment_history"].Max(row => (long)row["version"]) == (long)Payment["version"]
        && rows["payment_history"].Count == (long)Payment["version"];

    /// <summary>When its last line of history was written.</summary>
    public long ChangedAtMs => rows["payment_history"].Max(row => (long)row["at_ms"]);

    /// <summary>When something last happened to it, or could have.</summary>
    public long LastAtMs => Math.Max(ChangedAtMs, (long)Payment["payable_until_ms"]);

    public IReadOnlyList<IReadOnlyDictionary<string, object>> RowsOf(string table) => rows[table];

    public bool IsCalled(string name) =>
        name == Key.Id || name == Text("order_id") || name == Text("payment_code");

    /// <summary>
    /// Whether all that the books have is in here, letter for letter. Deliveries may have ended there since, and the
    /// answers to them: of those this one has more.
    /// </summary>
    public bool Covers(ArchivedPayment books) => Tables.All(table =>
        (table is not ("payments" or "payment_history") || rows[table].Count == books.rows[table].Count)
        && books.rows[table].TrueForAll(row => rows[table].Exists(kept => IsSame(table, kept, row))));

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var table in Tables)
        {
            if (table == "payments")
            {
                json.WritePropertyName("payment");
                Write(json, Payment);
                continue;
            }

            json.WriteStartArray(table);
            foreach (var row in rows[table].OrderBy(row => (long)row["version"]).ThenBy(TextOf, StringComparer.Ordinal))
            {
                Write(json, row);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static ArchivedPayment Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        return new ArchivedPayment(Tables.ToDictionary(
            table => table,
            table => table == "payments"
                ? new List<IReadOnlyDictionary<string, object>> { Read(root.GetProperty("payment")) }
                : root.GetProperty(table).EnumerateArray().Select(Read).ToList()));
    }

    /// <summary>A row as it lies in a table; columns without a value are left out.</summary>
    public static IReadOnlyDictionary<string, object> Read(DbDataReader reader)
    {
        var row = new SortedDictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (!reader.IsDBNull(i))
            {
                row[reader.GetName(i)] = reader.GetValue(i) is var value and (long or string)
                    ? value
                    : throw new NotSupportedException($"{reader.GetName(i)} is neither a text nor a whole number.");
            }
        }

        return row;
    }

    private static IReadOnlyDictionary<string, object> Read(JsonElement json) =>
        new SortedDictionary<string, object>(
            json.EnumerateObject().ToDictionary(
                column => column.Name,
                column => column.Value.ValueKind is JsonValueKind.Number
                    ? (object)column.Value.GetInt64()
                    : column.Value.GetString() ?? throw new FormatException($"{column.Name} is empty.")),
            StringComparer.Ordinal);

    private static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, object> row)
    {
        json.WriteStartObject();
        foreach (var (name, value) in row)
        {
            if (value is long number)
            {
                json.WriteNumber(name, number);
            }
            else
            {
                json.WriteString(name, (string)value);
            }
        }

        json.WriteEndObject();
    }

    private static bool IsSame(
        string table, IReadOnlyDictionary<string, object> kept, IReadOnlyDictionary<string, object> row)
    {
        const string Answer = "answer_body";
        var isAnswerEnded = table == "attempts" && kept.ContainsKey(Answer) && !row.ContainsKey(Answer);
        return row.Count == kept.Count - (isAnswerEnded ? 1 : 0)
            && row.All(column => kept.TryGetValue(column.Key, out var value) && value.Equals(column.Value));
    }

    private static string TextOf(IReadOnlyDictionary<string, object> row) => string.Join(
        '\0', row.Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Key}={column.Value}")));

    private string Text(string column) => (string)Payment[column];
}

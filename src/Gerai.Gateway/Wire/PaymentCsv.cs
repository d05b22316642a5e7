using System.Globalization;
using CsvHelper;
using Gerai.Payments;

namespace Gerai.Wire;

/// <summary>
/// Payments as a table for spreadsheets, in the Core API's words: comma-separated UTF-8 with a mark at its start, times
/// in Western Indonesian Time. What a customer wrote cannot become a formula.
/// </summary>
internal static class PaymentCsv
{
    public const string ContentType = "text/csv; charset=utf-8";

    private static readonly (string Name, Func<Payment, string?> Value)[] Columns =
    [
        ("order_id", payment => payment.Order.Text),
        ("transaction_id", payment => payment.Id.ToString()),
        ("store", payment => WireFormat.Store(payment.Chain)),
        ("payment_code", payment => payment.Code.Digits),
        ("transaction_status", payment => WireFormat.Status(payment.Status)),

        // Without the decimals of the wire: where a comma is the decimal sign, 44000.00 would be read as 4,400,000.
        ("gross_amount", payment => payment.Amount.Amount.ToString(CultureInfo.InvariantCulture)),
        ("currency", _ => WireFormat.Currency),
        ("transaction_time", payment => WireFormat.Time(payment.OpenedAt)),
        ("expiry_time", payment => WireFormat.Time(payment.ExpiresAt)),
        ("settlement_time", payment => payment.SettledAt is { } settled ? WireFormat.Time(settled) : null),
        ("reference", payment => payment.Reference?.Number),
        ("customer_name", payment => payment.Details.Customer?.FullName),
        ("customer_email", payment => payment.Details.Customer?.Email),
        ("customer_phone", payment => payment.Details.Customer?.Phone),
        ("custom_field1", payment => payment.Details.CustomField1),
        ("custom_field2", payment => payment.Details.CustomField2),
        ("custom_field3", payment => payment.Details.CustomField3),
    ];

    private static readonly CsvWriterOptions Shape = new()
    {
        // Spreadsheets take a file without the mark for one in their own country's old encoding.
        WriteByteOrderMark = true,

        // A cell that begins like a formula gets an apostrophe before it (CWE-1236).
        Injection = CsvInjection.Escape,
        InjectionCharacters = "=+-@\t\r\n",
        InjectionEscape = '\'',
    };

    /// <summary>Writes a line of names and a line for each payment as it comes; leaves the stream open.</summary>
    /// <param name="ownNames">What the shop calls a column, told behind the column's name; mostly nothing.</param>
    public static async Task WriteAsync(
        Stream to, IAsyncEnumerable<Payment> payments, Func<string, string?> ownNames, CancellationToken cancel)
    {
        await using var csv = CsvWriter.Create(to, Shape, leaveOpen: true);
        await csv.WriteRecordAsync([.. Columns.Select(column => Title(column.Name))], cancel);
        await foreach (var payment in payments.WithCancellation(cancel))
        {
            await csv.WriteRecordAsync([.. Columns.Select(column => column.Value(payment))], cancel);
        }

        await csv.FlushAsync(cancel);

        string Title(string column) => ownNames(column) is { } own ? $"{column} ({own})" : column;
    }
}

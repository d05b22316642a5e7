using System.Text;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Gerai.Wire;

namespace Gerai.Tests.Wire;

/// <summary>Payments as a spreadsheet reads them.</summary>
public sealed class PaymentCsvTests
{
    private const string Names =
        "order_id,transaction_id,store,payment_code,transaction_status,gross_amount,currency,transaction_time,"
        + "expiry_time,settlement_time,reference,customer_name,customer_email,customer_phone,"
        + "custom_field1,custom_field2,custom_field3\r\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_is_a_line_in_the_words_and_the_time_of_the_core_api()
    {
        var payment = Some.Payment(StoreChain.Indomaret, PaymentStatus.Settled) with
        {
            Details = new PaymentDetails
            {
                Customer = new Customer { FirstName = "Budi", LastName = "Utomo", Email = "budi@example.com" },
                CustomField1 = "till 1, \"left\"\r\nsecond line",
                CustomField3 = "咖啡",
            },
        };

        Assert.Equal(
            $"order-102,{payment.Id},indomaret,052110023456,settlement,162500,IDR,2026-01-15 11:30:05,"
            + "2026-01-16 11:30:05,2026-01-15 11:41:02,45682601150000000017,Budi Utomo,budi@example.com,,"
            + "\"till 1, \"\"left\"\"\r\nsecond line\",,咖啡\r\n",
            await LinesAsync(payment));
    }

    [Fact]
    public async Task What_there_is_not_is_an_empty_cell()
    {
        var line = await LinesAsync(Some.Payment());

        Assert.EndsWith("2026-01-15 10:00:00,2026-01-16 10:00:00,,,,,,,,\r\n", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://a/\")")]
    [InlineData("+62812")]
    [InlineData("-1+1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    public async Task A_cell_cannot_become_a_formula(string hostile)
    {
        var text = await LinesAsync(Some.Payment() with
        {
            Order = OrderId.Of("=1"),
            Details = new PaymentDetails
            {
                Customer = new Customer { Email = hostile, Phone = hostile },
                CustomField1 = hostile,
                CustomField2 = hostile,
                CustomField3 = hostile,
            },
        });

        var cell = "'" + hostile.Replace("\"", "\"\"", StringComparison.Ordinal);
        Assert.Equal(5, text.Split(cell + "\"").Length - 1);
        Assert.StartsWith("\"'=1\",", text, StringComparison.Ordinal);
        Assert.DoesNotContain("," + hostile, text, StringComparison.Ordinal);
        Assert.DoesNotContain(",\"" + hostile, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_lines_are_written_as_they_come_and_never_wait_in_memory()
    {
        var to = new CountingStream();
        await PaymentCsv.WriteAsync(to, ManyAsync(), _ => null, Cancel);

        Assert.True(to.IsOpen);
        Assert.InRange(to.Bytes, 10_000_000, 30_000_000);
        Assert.InRange(to.BytesWhenLastAsked, to.Bytes - 200_000, to.Bytes);

        async IAsyncEnumerable<Payment> ManyAsync()
        {
            var one = Some.Payment();
            for (var i = 0; i < 100_000; i++)
            {
                to.BytesWhenLastAsked = to.Bytes;
                yield return one;
            }

            await Task.CompletedTask;
        }
    }

    // Without the names, which are always the same.
    private static async Task<string> LinesAsync(params Payment[] payments)
    {
        using var to = new MemoryStream();
        await PaymentCsv.WriteAsync(to, payments.ToAsyncEnumerable(), _ => null, Cancel);
        var bytes = to.ToArray();
        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
        var text = Encoding.UTF8.GetString(bytes.AsSpan(3));
        Assert.StartsWith(Names, text, StringComparison.Ordinal);
        return text[Names.Length..];
    }

    // As a response is: written to without blocking, or not at all.
    private sealed class CountingStream : MemoryStream
    {
        public long Bytes { get; private set; }

        public long BytesWhenLastAsked { get; set; }

        public bool IsOpen { get; private set; } = true;

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new InvalidOperationException("Sync.");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("Sync.");

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Bytes += buffer.Length;
            return ValueTask.CompletedTask;
        }

        protected override void Dispose(bool disposing)
        {
            IsOpen = false;
            base.Dispose(disposing);
        }
    }
}

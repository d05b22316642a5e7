using System.Globalization;

namespace Gerai.Pictures;

/// <summary>
/// How to pay at the counters of a chain, step by step, in Indonesian or English. Plain text: encode it for HTML.
/// </summary>
/// <example>
/// <code>
/// foreach (var step in PayInstructions.Alfamart.English("1002311450968217", 44_000)) { … }
/// </code>
/// </example>
public sealed class PayInstructions
{
    private readonly string wayInIndonesian;
    private readonly string wayInEnglish;

    private PayInstructions(string wayInIndonesian, string wayInEnglish)
    {
        this.wayInIndonesian = wayInIndonesian;
        this.wayInEnglish = wayInEnglish;
    }

    /// <summary>At Alfamart, Alfamidi and DAN+DAN.</summary>
    public static PayInstructions Alfamart { get; } = new(
        "Datang ke gerai Alfamart, Alfamidi, atau DAN+DAN terdekat sebelum kode kedaluwarsa.",
        "Go to an Alfamart, Alfamidi or DAN+DAN store near you before the code expires.");

    /// <summary>At Indomaret.</summary>
    public static PayInstructions Indomaret { get; } = new(
        "Datang ke gerai Indomaret terdekat sebelum kode kedaluwarsa.",
        "Go to an Indomaret store near you before the code expires.");

    /// <summary>The steps in Indonesian.</summary>
    /// <param name="paymentCode">The code to show.</param>
    /// <param name="amount">What to pay, in whole rupiah.</param>
    /// <returns>One sentence or two for each step, in order.</returns>
    /// <exception cref="ArgumentException">The code is empty, too long or not printable ASCII.</exception>
    public IReadOnlyList<string> Indonesian(string paymentCode, long amount) =>
    [
        wayInIndonesian,
        $"Beri tahu kasir bahwa Anda ingin membayar tagihan, lalu tunjukkan kode pembayaran {Grouped(paymentCode)}.",
        $"Pastikan nama toko dan jumlah {Rupiah(amount)} di layar kasir sudah benar.",
        $"Bayar {Rupiah(amount)}. Gerai dapat menambahkan biaya layanan.",
        "Simpan struk sebagai bukti pembayaran.",
    ];

    /// <summary>The steps in English.</summary>
    /// <param name="paymentCode">The code to show.</param>
    /// <param name="amount">What to pay, in whole rupiah.</param>
    /// <returns>One sentence or two for each step, in order.</returns>
    /// <exception cref="ArgumentException">The code is empty, too long or not printable ASCII.</exception>
    public IReadOnlyList<string> English(string paymentCode, long amount) =>
    [
        wayInEnglish,
        $"Tell the cashier that you want to pay a bill, and show the payment code {Grouped(paymentCode)}.",
        $"Check the shop's name and the amount of {Rupiah(amount)} on the cashier's screen.",
        $"Pay {Rupiah(amount)}. The store may add a service fee.",
        "Keep the receipt as proof of payment.",
    ];

    private static string Grouped(string paymentCode) => PaymentCodePicture.Grouped(paymentCode);

    // As it is written in Indonesia, on a machine of any culture: Rp44.000.
    private static string Rupiah(long amount) =>
        "Rp" + amount.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '.');
}

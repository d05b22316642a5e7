using System.Globalization;

namespace Gerai.Client.Pictures;

/// <summary>
/// How to pay at the counter, step by step, in Indonesian or English. Plain text: encode it for HTML.
/// </summary>
/// <example>
/// <code>
/// foreach (var step in PayInstructions.English(payment.Store!.Value, payment.PaymentCode!, payment.Amount)) { … }
/// </code>
/// </example>
public static class PayInstructions
{
    /// <summary>The steps in Indonesian.</summary>
    /// <param name="store">Alfamart or Indomaret.</param>
    /// <param name="paymentCode">The code to show.</param>
    /// <param name="amount">What to pay, in whole rupiah.</param>
    /// <returns>One sentence or two for each step, in order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The store is another one.</exception>
    public static IReadOnlyList<string> Indonesian(Store store, string paymentCode, long amount) =>
    [
        store switch
        {
            Store.Alfamart => "Datang ke gerai Alfamart, Alfamidi, atau DAN+DAN terdekat sebelum kode kedaluwarsa.",
            Store.Indomaret => "Datang ke gerai Indomaret terdekat sebelum kode kedaluwarsa.",
            Store.Other => throw Unknown(store),
        },
        $"Beri tahu kasir bahwa Anda ingin membayar tagihan, lalu tunjukkan kode pembayaran {Grouped(paymentCode)}.",
        $"Pastikan nama toko dan jumlah {Rupiah(amount)} di layar kasir sudah benar.",
        $"Bayar {Rupiah(amount)}. Gerai dapat menambahkan biaya layanan.",
        "Simpan struk sebagai bukti pembayaran.",
    ];

    /// <summary>The steps in English.</summary>
    /// <param name="store">Alfamart or Indomaret.</param>
    /// <param name="paymentCode">The code to show.</param>
    /// <param name="amount">What to pay, in whole rupiah.</param>
    /// <returns>One sentence or two for each step, in order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The store is another one.</exception>
    public static IReadOnlyList<string> English(Store store, string paymentCode, long amount) =>
    [
        store switch
        {
            Store.Alfamart => "Go to an Alfamart, Alfamidi or DAN+DAN store near you before the code expires.",
            Store.Indomaret => "Go to an Indomaret store near you before the code expires.",
            Store.Other => throw Unknown(store),
        },
        $"Tell the cashier that you want to pay a bill, and show the payment code {Grouped(paymentCode)}.",
        $"Check the shop's name and the amount of {Rupiah(amount)} on the cashier's screen.",
        $"Pay {Rupiah(amount)}. The store may add a service fee.",
        "Keep the receipt as proof of payment.",
    ];

    private static string Grouped(string paymentCode) => PaymentCodePicture.Grouped(paymentCode);

    // As it is written in Indonesia, on a machine of any culture: Rp44.000.
    private static string Rupiah(long amount) =>
        "Rp" + amount.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '.');

    private static ArgumentOutOfRangeException Unknown(Store store) =>
        new(nameof(store), store, "There are instructions for Alfamart and Indomaret.");
}

using Gerai.Pages;
using Gerai.Stores;

namespace Gerai.Simulator;

/// <summary>Names of the stores, and what a cashier says when a code is refused.</summary>
internal static class StoreTexts
{
    public static string Id(StoreChain chain) => chain switch
    {
        StoreChain.Alfamart => "alfamart",
        StoreChain.Indomaret => "indomaret",
    };

    /// <summary>English as the counter API says it; Indonesian for the reasons a visitor can meet.</summary>
    public static string Refusal(TillAnswer answer, PageLanguage language)
    {
        var english = answer["message"] ?? "No answer.";
        var indonesian = answer["result"] is "unmatched"
            ? "Uang ini tidak cocok dengan tagihan mana pun. Uangnya dicatat sampai ada yang memutuskannya."
            : Indonesian(answer["reason"]);
        return language.Say(indonesian ?? english, english);
    }

    public static string AnswerLost(PageLanguage language) => language.Say(
        "Jawaban atas pembayaran hilang di jalan. Kasir melaporkan uangnya sekali lagi, dan terbukukan satu kali.",
        "The answer to the payment was lost on its way. The till told of the money again, and it is booked once.");

    private static string? Indonesian(string? reason) => reason switch
    {
        "malformed" => "Kode pembayaran terdiri dari 10 sampai 24 angka. Periksa kembali yang Anda ketik.",
        "not_found" => "Tidak ada tagihan dengan kode ini. Periksa kembali angkanya.",
        "wrong_chain" => "Kode ini untuk jaringan toko yang lain.",
        "expired" => "Waktu pembayaran sudah habis. Pelanggan memerlukan kode baru.",
        "cancelled" => "Pesanan ini sudah dibatalkan oleh penjual.",
        "reversed" => "Pembayaran ini sudah ditarik kembali. Pelanggan memerlukan kode baru.",
        "already_paid" => "Tagihan ini sudah dibayar.",
        "amount_differs" => "Jumlah uangnya tidak sama dengan tagihan.",
        "merchant_closed" => "Akun penjual sedang tidak aktif.",
        "voided" => "Nomor referensi ini sudah ditarik kembali sebelum pembayarannya tiba.",
        "not_paid" => "Tidak ada pembayaran dengan nomor referensi ini.",
        "reversal_not_offered" => "Jaringan toko ini tidak menarik kembali pembayaran.",
        "try_again" => "Sistem pembayaran sedang sibuk. Coba lagi beberapa detik lagi.",
        _ => null,
    };
}

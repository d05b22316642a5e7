using Gerai.Notifications;
using Gerai.Pages;

namespace Gerai.Dashboard.Settings;

/// <summary>
/// What a test notification met, in the reader's words. English ones come from the probe itself, with more about the
/// likely cause; in Indonesian each result has its sentence, and the status says the rest.
/// </summary>
internal static class ProbeNames
{
    public static string Of(ProbeResult met, PageLanguage language) =>
        language.Say(Indonesian(met), met.Words);

    private static string Indonesian(ProbeResult met) => met.Result switch
    {
        DeliveryResult.Delivered => $"Terkirim: notifikasi percobaan dijawab {met.HttpStatus}.",
        DeliveryResult.Refused => $"Dijawab '{met.HttpStatus}', bukan '200'. " + Cause(met.HttpStatus),
        DeliveryResult.RedirectNotFollowed =>
            $"Alamat ini mengalihkan dengan status {met.HttpStatus}, yang tidak diikuti: simpan alamat tujuannya, atau "
            + "pakai 307 atau 308. Pengalihan ke halaman masuk berarti jalur ini perlu dikecualikan darinya.",
        DeliveryResult.RedirectFailed => "Pengalihannya tidak berakhir, atau tidak menuju ke mana pun.",
        DeliveryResult.TimedOut =>
            "Tidak ada jawaban dalam batas waktu. Jawab segera dan kerjakan sisanya kemudian; atau sebuah firewall "
            + "membuang panggilannya.",
        DeliveryResult.ConnectionFailed =>
            "Tidak dapat tersambung: namanya tidak dikenal, tidak ada yang mendengarkan, atau sambungannya terputus.",
        DeliveryResult.TlsFailed =>
            "Sambungan TLS gagal: sertifikatnya kedaluwarsa, buatan sendiri, untuk nama lain, atau dikirim tanpa "
            + "sertifikat antaranya.",
        DeliveryResult.AddressForbidden =>
            "Alamat ini, atau alamat tujuan pengalihannya, tidak boleh dipanggil dari sini. Alamat harus publik, "
            + "dengan http:// atau https:// dan port yang lazim.",
    };

    private static string Cause(int? status) => status switch
    {
        401 => "Jalur ini meminta login: kecualikan jalur ini, dan periksa tanda tangannya.",
        403 or 419 or 422 => "Mungkin firewall, login, atau perlindungan CSRF: kecualikan jalur ini darinya.",
        404 or 410 => "Jalurnya tidak ada; atau toko mencari pesanan percobaan yang memang tidak ada: jawab 200 untuk "
            + "order_id yang diawali payment_notif_test_.",
        405 => "Jalurnya ada tetapi tidak menerima POST.",
        429 => "Server meminta lebih sedikit panggilan: kecualikan jalur ini dari batasnya.",
        >= 500 => "Program toko gagal, atau proxy di depannya tidak mencapainya: lihat lognya.",
        _ => "Toko harus menjawab 200.",
    };
}

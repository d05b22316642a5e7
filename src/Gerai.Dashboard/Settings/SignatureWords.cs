using Gerai.Pages;

namespace Gerai.Dashboard.Settings;

/// <summary>Why a signature does not match, and what to do about it, in the reader's words.</summary>
internal static class SignatureWords
{
    public static string Of(SignatureFinding found, PageLanguage language)
    {
        var (indonesian, english) = Of(found);
        return language.Say(indonesian, english);
    }

    private static (string Indonesian, string English) Of(SignatureFinding found) => found.Flaw switch
    {
        SignatureFlaw.None => (
            "Cocok: tanda tangan ini benar untuk pesan ini dan kunci Anda.",
            "It matches: this signature is right for this message and your key."),
        SignatureFlaw.NotJson => (
            "Ini bukan objek JSON yang utuh. Tempelkan seluruh isi notifikasi, dari { sampai }.",
            "This is not a whole JSON object. Paste the whole body of the notification, from { to }."),
        SignatureFlaw.Missing => (
            $"Pesan ini tidak memuat {found.Detail}. Tempelkan seluruh isi notifikasi.",
            $"The message has no {found.Detail}. Paste the whole body of the notification."),
        SignatureFlaw.NoSignature => (
            "Itu bukan SHA-512 dalam 128 huruf heksadesimal. Mungkin algoritma lain, atau Base64.",
            "That is no SHA-512 in 128 hexadecimal letters. Perhaps another algorithm, or Base64."),
        SignatureFlaw.Letters => (
            "Isinya benar, tetapi ditulis dengan huruf besar atau spasi. Bandingkan dengan huruf kecil tanpa spasi.",
            "It is right, but written in capital letters or with blanks. Compare it in small letters without blanks."),
        SignatureFlaw.Order => Part("order_id", found),
        SignatureFlaw.Status => Part("status_code", found),
        SignatureFlaw.Amount => Part("gross_amount", found),
        SignatureFlaw.OlderKey => (
            "Kuncinya tidak cocok: ditandatangani dengan server key lama. "
                + "Sejak diganti, notifikasi ditandatangani dengan yang baru.",
            "The key does not match: signed with an older server key. "
                + "Since the rotation notifications are signed with the new one."),
        SignatureFlaw.ClientKey => (
            "Kuncinya tidak cocok: dipakai client key, bukan server key.",
            "The key does not match: the client key was used in place of the server key."),
        SignatureFlaw.NoKey => (
            "Kuncinya tidak cocok: ditandatangani tanpa server key sama sekali. Mungkin pengaturannya kosong.",
            "The key does not match: signed without any server key. Perhaps its setting is empty."),
        SignatureFlaw.KeyWithBlank => (
            "Kuncinya tidak cocok: ada spasi atau baris baru di belakang server key.",
            "The key does not match: a blank or a new line stands behind the server key."),
        SignatureFlaw.KeyWithColon => (
            "Kuncinya tidak cocok: titik dua dari Basic Authorization ikut di belakang server key.",
            "The key does not match: the colon of the Basic authorization stands behind the server key."),
        SignatureFlaw.Unknown => (
            "Tidak cocok, juga bukan salah satu kekeliruan yang lazim. Paling mungkin kuncinya milik lingkungan lain "
                + "(sandbox atau production) atau merchant lain, atau isi pesan berubah setelah ditandatangani.",
            "It does not match, nor is it one of the common mistakes. Most likely the key belongs to the other "
                + "environment (sandbox or production) or another merchant, or the message was changed since."),
    };

    private static (string Indonesian, string English) Part(string name, SignatureFinding found) => (
        $"{name} tidak cocok: yang ditandatangani \"{found.Detail}\", sedangkan pesannya memuat \"{found.Expected}\". "
            + "Pakai teksnya persis seperti di dalam pesan, termasuk .00.",
        $"{name} does not match: \"{found.Detail}\" was signed, but the message has \"{found.Expected}\". "
            + "Use the text exactly as it stands in the message, .00 included.");
}

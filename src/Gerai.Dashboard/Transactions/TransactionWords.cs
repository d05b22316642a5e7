using Gerai.Dashboard.Frame;
using Gerai.Notifications;
using Gerai.Pages;
using Gerai.Payments;
using Gerai.Stores;

namespace Gerai.Dashboard.Transactions;

/// <summary>What payments, their steps and their notifications are called on the pages.</summary>
internal static class TransactionWords
{
    // As the customer's own page groups it, so that it can be read aloud.
    private const int CodeGroup = 4;

    public static string Status(PaymentStatus status, PageLanguage language) => status switch
    {
        PaymentStatus.Pending => language.Say("Menunggu", "Pending"),
        PaymentStatus.Settled => language.Say("Lunas", "Paid"),
        PaymentStatus.Cancelled => language.Say("Dibatalkan", "Cancelled"),
        PaymentStatus.Expired => language.Say("Kedaluwarsa", "Expired"),
        PaymentStatus.Reversed => language.Say("Ditarik kembali", "Reversed"),
    };

    public static string Code(PaymentCode code) =>
        string.Join(' ', code.Digits.Chunk(CodeGroup).Select(group => new string(group)));

    /// <summary>What happened, by the command that the history names.</summary>
    public static string Step(HistoryLine line, PageLanguage language) => line.Command switch
    {
        "Charge" => language.Say("Dibuat", "Charged"),
        nameof(PaymentCommand.Inquire) => language.Say(
            "Kasir menanyakan tagihan, waktunya diperpanjang", "A cashier asked for the bill, which gave it more time"),
        nameof(PaymentCommand.Pay) => language.Say("Dibayar di kasir", "Paid at the counter"),
        nameof(PaymentCommand.Reverse) when line.Status is PaymentStatus.Reversed => language.Say(
            "Ditarik kembali oleh toko", "Taken back by the store"),
        nameof(PaymentCommand.Reverse) => language.Say(
            "Toko menarik kembali sebelum membayar", "The store took back what it had not paid yet"),
        nameof(PaymentCommand.Cancel) => language.Say("Dibatalkan oleh penjual", "Cancelled by the merchant"),
        nameof(PaymentCommand.Expire) => language.Say("Diakhiri oleh penjual", "Ended by the merchant"),
        nameof(PaymentCommand.Lapse) => language.Say("Waktu habis", "The time was over"),
        var other => other,
    };

    public static string State(NotificationState state, PageLanguage language) => state switch
    {
        NotificationState.Waiting => language.Say("Menunggu dikirim", "Waiting"),
        NotificationState.Delivered => language.Say("Terkirim", "Delivered"),
        NotificationState.GivenUp => language.Say("Tidak terkirim", "Given up"),
    };

    /// <summary>That something may be missing, since it is so old.</summary>
    public static string KeptNoLonger(KeptThing what, DateTimeOffset since, PageLanguage language)
    {
        var moment = WesternTime.Of(since);
        return what switch
        {
            KeptThing.Deliveries => language.Say(
                $"Pengiriman yang selesai sebelum {moment} tidak disimpan lagi.",
                $"Deliveries that ended before {moment} are kept no longer."),
            KeptThing.Attempts => language.Say(
                $"Percobaan sebelum {moment} tidak disimpan lagi.",
                $"Attempts made before {moment} are kept no longer."),
            KeptThing.Answers => language.Say(
                $"Jawaban untuk tagihan sebelum {moment} tidak disimpan lagi.",
                $"Answers about payments charged before {moment} are kept no longer."),
        };
    }

    /// <summary>How an attempt went. What merchants' guides know in English stays as they know it.</summary>
    public static string Attempt(Attempt attempt, PageLanguage language) =>
        Attempt(attempt.Result, attempt.HttpStatus, language);

    /// <inheritdoc cref="Attempt(Notifications.Attempt, PageLanguage)"/>
    public static string Attempt(DeliveryResult result, int? httpStatus, PageLanguage language) =>
        PlainWords.Of(result, httpStatus) is not { } english
            ? language.Say("Diterima", "Accepted")
            : result switch
            {
                DeliveryResult.RedirectFailed => language.Say(
                    "Pengalihannya tidak berakhir atau tidak menuju ke mana-mana.", english),
                DeliveryResult.TimedOut => language.Say("Tidak ada jawaban dalam batas waktu.", english),
                DeliveryResult.ConnectionFailed => language.Say(
                    "Tidak dapat terhubung, atau terputus sebelum ada jawaban.", english),
                DeliveryResult.TlsFailed => language.Say(
                    "Sambungan TLS gagal. Periksa apakah sertifikatnya kedaluwarsa, buatan sendiri, atau untuk nama "
                    + "lain.",
                    english),
                DeliveryResult.AddressForbidden => language.Say(
                    "Alamat itu, atau alamat yang ditujunya, tidak boleh dihubungi dari sini.", english),
                _ => english,
            };

    /// <summary>Why a payment did not change.</summary>
    public static string Refusal(RejectionReason reason, PageLanguage language) => reason switch
    {
        RejectionReason.AlreadyPaid => language.Say(
            "Pembayaran ini sudah lunas, jadi tidak diubah.", "This payment is paid already, so it was not changed."),
        RejectionReason.AlreadyCancelled => language.Say(
            "Pembayaran ini sudah dibatalkan.", "This payment is cancelled already."),
        RejectionReason.CodeExpired => language.Say(
            "Waktu pembayaran ini sudah habis.", "The time of this payment is over already."),
        RejectionReason.AlreadyReversed => language.Say(
            "Pembayaran ini sudah ditarik kembali.", "This payment has been taken back already."),
        _ => language.Say("Pembayaran ini tidak dapat diubah sekarang.", "This payment cannot be changed now."),
    };
}

/// <summary>What the books keep for a while only.</summary>
internal enum KeptThing
{
    Deliveries,
    Attempts,
    Answers,
}

using Gerai.Pages;
using Gerai.Payments;

namespace Gerai.Dashboard.Operators;

/// <summary>What unmatched money is called, and what can be done about it.</summary>
internal static class OperatorWords
{
    public static string Why(RejectionReason reason, PageLanguage language) => reason switch
    {
        RejectionReason.PaymentNotFound => language.Say(
            "Kode ini tidak pernah ada.", "There never was such a code."),
        RejectionReason.CodeExpired => language.Say("Waktu kode sudah habis.", "The code's time was over."),
        RejectionReason.AlreadyPaid => language.Say("Sudah dibayar sebelumnya.", "It was paid before already."),
        RejectionReason.AlreadyCancelled => language.Say(
            "Penjual sudah membatalkannya.", "The merchant had cancelled it."),
        RejectionReason.AlreadyReversed => language.Say(
            "Toko sudah menariknya kembali.", "The store had taken it back."),
        RejectionReason.AmountDiffers => language.Say("Jumlahnya berbeda.", "The amount is another one."),
        RejectionReason.WrongChain => language.Say("Kode milik toko lain.", "The code is another store's."),
        RejectionReason.MerchantClosed => language.Say(
            "Akun penjual sudah ditutup.", "The merchant's account was closed."),
        RejectionReason.ReferenceVoided => language.Say(
            "Referensinya sudah ditarik kembali.", "Its reference had been taken back."),
        _ => reason.ToString(),
    };

    public static string Outcome(UnmatchedOutcome outcome, PageLanguage language) => outcome switch
    {
        UnmatchedOutcome.HandedBack => language.Say("Dikembalikan di kasir", "Handed back at the counter"),
        UnmatchedOutcome.BookedElsewhere => language.Say(
            "Dibukukan di tempat lain", "Booked by hand elsewhere"),
        UnmatchedOutcome.SettledWithNetwork => language.Say(
            "Diselesaikan dengan jaringan toko", "Settled with the store network"),
        UnmatchedOutcome.Other => language.Say("Lainnya", "Something else"),
    };
}

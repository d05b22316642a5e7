using System.Globalization;
using Gerai.Merchants;
using Gerai.Pages;
using Gerai.People;

namespace Gerai.Dashboard.Pages;

/// <summary>What happened, in the reader's words.</summary>
internal static class ActivityNames
{
    public static string Of(ActivityKind kind, PageLanguage language)
    {
        var (indonesian, english) = Of(kind);
        return language.Say(indonesian, english);
    }

    /// <summary>How it was before and is after, as people write it.</summary>
    public static string Change(Activity activity) =>
        $"{Value(activity.Kind, activity.Before)} → {Value(activity.Kind, activity.After)}";

    private static string Value(ActivityKind kind, string? text) => kind switch
    {
        ActivityKind.MailSwitched => string.IsNullOrEmpty(text) ? "on" : "off",
        _ when string.IsNullOrEmpty(text) => "–",
        ActivityKind.NotificationUrlsChanged => text.Replace("\n", ", ", StringComparison.Ordinal),
        ActivityKind.RetryWaitsChanged => RetrySchedule.Text(text.Split(',')
            .Select(wait => TimeSpan.FromMilliseconds(long.Parse(wait, CultureInfo.InvariantCulture)))),
        _ => text,
    };

    private static (string Indonesian, string English) Of(ActivityKind kind) => kind switch
    {
        ActivityKind.MemberInvited => ("Anggota diundang", "Member invited"),
        ActivityKind.InvitationWithdrawn => ("Undangan ditarik", "Invitation withdrawn"),
        ActivityKind.MemberJoined => ("Anggota bergabung", "Member joined"),
        ActivityKind.MemberRemoved => ("Anggota dikeluarkan", "Member removed"),
        ActivityKind.RoleChanged => ("Peran diubah", "Role changed"),
        ActivityKind.OperatorInvited => ("Pengelola diundang", "Operator invited"),
        ActivityKind.OperatorJoined => ("Pengelola bergabung", "Operator joined"),
        ActivityKind.NameChanged => ("Nama diubah", "Name changed"),
        ActivityKind.NotificationUrlsChanged => ("Alamat notifikasi diubah", "Notification addresses changed"),
        ActivityKind.RedirectUrlsChanged => ("Alamat kembali diubah", "Redirect addresses changed"),
        ActivityKind.AlertEmailChanged => ("Alamat peringatan diubah", "Alert address changed"),
        ActivityKind.RetryWaitsChanged => ("Jadwal ulang diubah", "Retry schedule changed"),
        ActivityKind.MailSwitched => ("Surat peringatan dinyalakan atau dimatikan", "Alert mail switched on or off"),
        ActivityKind.CustomFieldNamed => ("Nama custom field diubah", "Custom field named"),
        ActivityKind.ServerKeyRotated => ("Server key diganti", "Server key rotated"),
        ActivityKind.WebhookSecretRotated => ("Rahasia webhook diganti", "Webhook secret rotated"),
        ActivityKind.SecretShown => ("Rahasia ditampilkan", "Secret shown"),
        ActivityKind.PaymentCancelled => ("Pembayaran dibatalkan", "Payment cancelled"),
        ActivityKind.PaymentExpired => ("Pembayaran diakhiri", "Payment expired"),
        ActivityKind.NotificationResent => ("Notifikasi dikirim ulang", "Notification sent again"),
        ActivityKind.TransactionsExported => ("Transaksi diekspor", "Transactions exported"),
        ActivityKind.PlayMoneyPaid => ("Dibayar dengan uang mainan", "Paid with play money"),
        ActivityKind.PlayMoneyReversed => ("Uang mainan ditarik kembali", "Play money taken back"),
        ActivityKind.SignedIn => ("Masuk", "Signed in"),
        ActivityKind.SignInRefused => ("Gagal masuk", "Sign-in refused"),
        ActivityKind.PasswordChanged => ("Kata sandi diganti", "Password changed"),
        ActivityKind.AuthenticatorChanged => ("Autentikator diubah", "Authenticator changed"),
        ActivityKind.RecoveryCodesMade => ("Kode pemulihan dibuat", "Recovery codes made"),
        ActivityKind.PasskeyAdded => ("Kunci sandi ditambahkan", "Passkey added"),
        ActivityKind.PasskeyRemoved => ("Kunci sandi dihapus", "Passkey removed"),
        ActivityKind.MerchantOpened => ("Akun merchant dibuka", "Merchant's account opened"),
        ActivityKind.MerchantClosed => ("Akun merchant ditutup", "Merchant's account closed"),
        ActivityKind.MerchantReopened => ("Akun merchant dibuka kembali", "Merchant's account reopened"),
        ActivityKind.NetworkAdded => ("Jaringan toko ditambahkan", "Store network added"),
        ActivityKind.NetworkSecretRotated => ("Rahasia jaringan diganti", "Network's secret rotated"),
        ActivityKind.NetworkSwitchedOff => ("Jaringan toko dimatikan", "Store network switched off"),
        ActivityKind.NetworkSwitchedOn => ("Jaringan toko dinyalakan", "Store network switched on"),
        ActivityKind.PaymentsArchived => ("Pembayaran lama diarsipkan", "Old payments archived"),
        ActivityKind.UnmatchedMoneyDecided => ("Uang tak cocok diputuskan", "Unmatched money decided"),
    };
}

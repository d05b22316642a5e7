using Gerai.Pages;
using Gerai.Payments;
using Gerai.Pictures;
using Gerai.Stores;

namespace Gerai.Voucher;

/// <summary>
/// What the page shows of a payment. Of the customer nothing: who has the address may be another person, and knows
/// only what to pay.
/// </summary>
public sealed record VoucherView
{
    // A list longer than this would not fit on the printed page; the sum stands above it anyway.
    private const int ItemsMax = 20;

    internal VoucherView(Payment payment, string shop, string token, DateTimeOffset now)
    {
        Payment = payment;
        Shop = shop;
        Token = token;
        Now = now;
    }

    internal Payment Payment { get; }

    internal string Shop { get; }

    internal string Token { get; }

    internal DateTimeOffset Now { get; }

    /// <summary>Where the shop wants its customer next, if it says so.</summary>
    internal string? Lead { get; init; }

    internal bool IsPending => Payment.Status is PaymentStatus.Pending;

    /// <summary>Whether anything can still happen to it.</summary>
    internal bool MayTurn => Payment.Status is PaymentStatus.Pending or PaymentStatus.Settled;

    internal string Store => Payment.Chain.ToString();

    internal string StoreClass => Payment.Chain switch
    {
        StoreChain.Alfamart => "alfamart",
        StoreChain.Indomaret => "indomaret",
    };

    internal string Code => Payment.Code.Digits;

    internal string Amount => VoucherFormat.Amount(Payment.Amount.Amount);

    /// <summary>What it is for: quantity and name of each item.</summary>
    internal IEnumerable<string> Items => Payment.Details.Items
        .Take(ItemsMax)
        .Select(item => $"{VoucherFormat.Number(item.Quantity)}× {item.Name}");

    internal int ItemsLeftOut => Math.Max(0, Payment.Details.Items.Count - ItemsMax);

    internal long SecondsLeft => Math.Max(0, (long)(Payment.ExpiresAt - Now).TotalSeconds);

    internal string BannerClass => Payment.Status switch
    {
        PaymentStatus.Pending => "",
        PaymentStatus.Settled => "good",
        PaymentStatus.Expired or PaymentStatus.Cancelled => "over",
        PaymentStatus.Reversed => "bad",
    };

    internal string Heading(PageLanguage language) => Payment.Status switch
    {
        PaymentStatus.Pending => language.Say("Menunggu pembayaran", "Waiting for payment"),
        PaymentStatus.Settled => language.Say("Sudah dibayar", "Paid"),
        PaymentStatus.Expired => language.Say("Kode kedaluwarsa", "Code expired"),
        PaymentStatus.Cancelled => language.Say("Pesanan dibatalkan", "Order cancelled"),
        PaymentStatus.Reversed => language.Say("Pembayaran dikembalikan", "Payment returned"),
    };

    internal string Explanation(PageLanguage language) => Payment.Status switch
    {
        PaymentStatus.Pending => language.Say(
            $"Bayar di kasir {Store} sebelum {Expiry(language)}.", $"Pay at {Store} before {Expiry(language)}."),
        PaymentStatus.Settled => language.Say(
            $"Terima kasih. {Store} menerima pembayaran Anda pada {PaidAt(language)}.",
            $"Thank you. {Store} took your payment on {PaidAt(language)}."),
        PaymentStatus.Expired => language.Say(
            $"Waktu membayar sudah habis. Jangan bayar dengan kode ini; pesan lagi di {Shop}.",
            $"The time to pay is over. Do not pay with this code; order again at {Shop}."),
        PaymentStatus.Cancelled => language.Say(
            $"{Shop} membatalkan pesanan ini. Jangan bayar dengan kode ini.",
            $"{Shop} has cancelled this order. Do not pay with this code."),
        PaymentStatus.Reversed => language.Say(
            $"Kasir {Store} membatalkan pembayaran ini. Hubungi {Shop} jika uang Anda belum kembali.",
            $"The cashier at {Store} took this payment back. Ask {Shop} if you have not got your money back."),
    };

    internal string Expiry(PageLanguage language) => VoucherFormat.Time(Payment.ExpiresAt, language);

    internal IReadOnlyList<string> Steps(PageLanguage language)
    {
        var steps = Payment.Chain switch
        {
            StoreChain.Alfamart => PayInstructions.Alfamart,
            StoreChain.Indomaret => PayInstructions.Indomaret,
        };
        return language == PageLanguage.English
            ? steps.English(Code, Payment.Amount.Amount)
            : steps.Indonesian(Code, Payment.Amount.Amount);
    }

    private string PaidAt(PageLanguage language) => VoucherFormat.Time(Payment.SettledAt ?? Payment.OpenedAt, language);
}

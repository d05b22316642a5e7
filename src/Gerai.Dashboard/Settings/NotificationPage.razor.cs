using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.People;
using Gerai.Values;
using Microsoft.AspNetCore.Components;

namespace Gerai.Dashboard.Settings;

/// <summary>Settings, Notification: who is mailed, when failures are tried again, and the webhook secret.</summary>
public sealed partial class NotificationPage
{
    protected override string[] Kinds { get; } =
    [
        nameof(ActivityKind.AlertEmailChanged),
        nameof(ActivityKind.MailSwitched),
        nameof(ActivityKind.RetryWaitsChanged),
        nameof(ActivityKind.WebhookSecretRotated),
    ];

    private IReadOnlyList<HeldSecret> secrets = [];
    private string? email;
    private string? waits;
    private string? wrongEmail;
    private string? wrongWaits;
    private string usual = "";
    private bool wantsMail;
    private bool maySeeSecret;

    [Inject]
    private NotificationOptions Options { get; set; } = null!;

    [Inject]
    private SecretSeal Seal { get; set; } = null!;

    private string Title => Say("Notifikasi", "Notification");

    private string EmailLabel => Say("Alamat e-mail peringatan", "Alert e-mail address");

    private string MailLabel => Say(
        "Surat ke alamat itu bila sebuah alamat notifikasi terus gagal",
        "Mail to that address when a notification address keeps failing");

    private string WaitsLabel => Say("Jadwal percobaan ulang", "Retry schedule");

    private string SecretExplanation => Say(
        "Setiap notifikasi juga ditandatangani dengan ini (webhook-signature, Standard Webhooks). Setelah diganti, "
            + "keduanya dipakai sampai yang lama berakhir.",
        "Every notification is also signed with it (webhook-signature, Standard Webhooks). After a rotation both sign "
            + "until the old one ends.");

    protected override async Task LoadAsync()
    {
        maySeeSecret = Visit.May(Permission.SeeKeys);
        usual = RetrySchedule.Text(Options.Waits);
        await base.LoadAsync();
        ShowSecrets(Seen!);
    }

    private protected override void Show(Merchant merchant)
    {
        (email, waits) = Texts(merchant);
        wantsMail = merchant.WantsTroubleMail;
        (wrongEmail, wrongWaits) = (null, null);
    }

    // Who may not see them gets none sent, hidden or not.
    private void ShowSecrets(Merchant merchant) =>
        secrets = maySeeSecret ? [.. merchant.WebhookSecrets.Select(secret => HeldSecret.Of(secret, Seal))] : [];

    private async Task RotateAsync(TimeSpan overlap)
    {
        ShowSecrets(await Accounts.RotateWebhookSecretAsync(Merchant, overlap, Actor, Left));
        Revision++;
    }

    private protected override Merchant? Read()
    {
        EmailAddress address = default;
        IReadOnlyList<TimeSpan> schedule = [];
        var (hasEmail, hasWaits) = (!string.IsNullOrWhiteSpace(email), !string.IsNullOrWhiteSpace(waits));
        wrongEmail = hasEmail && !EmailAddress.TryOf(email!.Trim(), out address)
            ? Say("Ini bukan alamat e-mail.", "This is not an e-mail address.")
            : null;
        wrongWaits = hasWaits && !RetrySchedule.TryRead(waits!, out schedule)
            ? Say(
                $"Ini bukan jadwal seperti 5s, 5m, 2h: paling banyak {RetrySchedule.CountMax} jeda, dari 1s sampai 7d.",
                $"This is no schedule such as 5s, 5m, 2h: up to {RetrySchedule.CountMax} waits, of 1s to 7d.")
            : null;
        return wrongEmail is null && wrongWaits is null
            ? Seen! with
            {
                AlertEmail = hasEmail ? address : null,
                RetryWaits = hasWaits ? schedule : null,
                WantsTroubleMail = wantsMail,
            }
            : null;
    }

    private List<(string Name, string Theirs, string Yours)> Differences()
    {
        var (theirEmail, theirWaits) = Texts(Theirs!);
        (string Name, string Theirs, string Yours)[] all =
        [
            (EmailLabel, theirEmail, email ?? ""),
            (WaitsLabel, theirWaits, waits ?? ""),
            (MailLabel, OnOrOff(Theirs!.WantsTroubleMail), OnOrOff(wantsMail)),
        ];
        return [.. all.Where(one => one.Theirs != one.Yours)];
    }

    private string OnOrOff(bool isOn) => isOn ? Say("nyala", "on") : Say("mati", "off");

    private static (string Email, string Waits) Texts(Merchant merchant) =>
        (merchant.AlertEmail?.Text ?? "", merchant.RetryWaits is { } own ? RetrySchedule.Text(own) : "");
}

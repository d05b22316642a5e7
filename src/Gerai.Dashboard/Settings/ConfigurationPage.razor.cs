using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.People;
using Microsoft.AspNetCore.Components;

namespace Gerai.Dashboard.Settings;

/// <summary>Settings, Configuration (protocol 7.3): where payments are told and customers are led.</summary>
public sealed partial class ConfigurationPage
{
    protected override string[] Kinds { get; } =
        [nameof(ActivityKind.NotificationUrlsChanged), nameof(ActivityKind.RedirectUrlsChanged)];

    private readonly Addresses written = new();
    private Addresses wrong = new();
    private ProbeRows.Probes? probes;
    private bool isBusy;
    private bool showsHistory;

    [Inject]
    private AddressProbe Probe { get; set; } = null!;

    private string Title => Say("Konfigurasi", "Configuration");

    private protected override void Show(Merchant merchant)
    {
        written.Take(merchant);
        wrong = new Addresses();
    }

    protected override async Task UpdateAsync()
    {
        (IsSaved, probes) = (false, null);
        if (isBusy)
        {
            return;
        }

        await base.UpdateAsync();
        if (IsSaved)
        {
            await ProbeAsync(Seen!.NotificationUrls);
        }
    }

    /// <summary>Sends a test to what is written, saved or not.</summary>
    private async Task TestAsync()
    {
        (IsSaved, probes) = (false, null);
        if (isBusy || !await MayStillAsync(Permission.ChangeConfiguration) || Read() is not { } wanted)
        {
            return;
        }

        if (wanted.NotificationUrls.Count == 0)
        {
            wrong.Notification = Say("Belum ada alamat untuk dites.", "There is no address to test yet.");
            return;
        }

        await ProbeAsync(wanted.NotificationUrls);
    }

    private async Task ProbeAsync(IReadOnlyList<string> addresses)
    {
        isBusy = true;
        StateHasChanged();
        try
        {
            var merchant = await Accounts.ReadAsync(Merchant, Left);
            probes = new ProbeRows.Probes(await Probe.ProbeAllAsync(merchant, addresses, Left));
        }
        finally
        {
            isBusy = false;
        }
    }

    private List<(string Name, string Theirs, string Yours)> Differences()
    {
        var now = new Addresses();
        now.Take(Theirs!);
        (string Name, string Theirs, string Yours)[] all =
        [
            ("Payment Notification URL", now.Notification ?? "", written.Notification ?? ""),
            ("Finish Redirect URL", now.Finish ?? "", written.Finish ?? ""),
            ("Unfinish Redirect URL", now.Unfinish ?? "", written.Unfinish ?? ""),
            ("Error Redirect URL", now.Error ?? "", written.Error ?? ""),
        ];
        return [.. all.Where(one => one.Theirs != one.Yours)];
    }

    // What is written, or what is wrong with it beside each field.
    private protected override Merchant? Read()
    {
        const string Example = "https://shop.example/thanks";
        var notified = NotificationUrls.Split((written.Notification ?? "").ReplaceLineEndings(","));
        wrong = new Addresses
        {
            Notification = AddressWords.Complaint(notified, "https://shop.example/notify", Language),
            Finish = Complaint(written.Finish),
            Unfinish = Complaint(written.Unfinish),
            Error = Complaint(written.Error),
        };
        if (wrong is not { Notification: null, Finish: null, Unfinish: null, Error: null })
        {
            return null;
        }

        return Seen! with
        {
            NotificationUrls = [.. notified.Distinct(StringComparer.Ordinal)],
            Redirects = new RedirectUrls
            {
                Finish = Redirect(written.Finish),
                Unfinish = Redirect(written.Unfinish),
                Error = Redirect(written.Error),
            },
        };

        string? Complaint(string? text) => string.IsNullOrWhiteSpace(text)
            ? null
            : AddressWords.Complaint(text.Trim(), Example, Language);

        static RedirectUrl? Redirect(string? text) =>
            string.IsNullOrWhiteSpace(text) ? null : RedirectUrl.Of(text.Trim());
    }

    /// <summary>The fields of the form, or what is wrong with each.</summary>
    private sealed class Addresses
    {
        public string? Notification { get; set; }

        public string? Finish { get; set; }

        public string? Unfinish { get; set; }

        public string? Error { get; set; }

        public void Take(Merchant merchant)
        {
            Notification = string.Join(", ", merchant.NotificationUrls);
            Finish = merchant.Redirects.Finish?.Text ?? "";
            Unfinish = merchant.Redirects.Unfinish?.Text ?? "";
            Error = merchant.Redirects.Error?.Text ?? "";
        }
    }
}

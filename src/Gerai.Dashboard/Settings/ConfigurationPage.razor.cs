using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.People;
using Microsoft.AspNetCore.Components;

namespace Gerai.Dashboard.Settings;

/// <summary>Settings, Configuration (protocol 7.3): where payments are told and customers are led.</summary>
public sealed partial class ConfigurationPage
{
    private static readonly string[] Kinds =
        [nameof(ActivityKind.NotificationUrlsChanged), nameof(ActivityKind.RedirectUrlsChanged)];

    private readonly Addresses written = new();
    private Addresses wrong = new();
    private Merchant? seen;
    private Merchant? theirs;
    private ProbeRows.Probes? probes;
    private string changedBy = "";
    private bool isThere;
    private bool isSaved;
    private bool isBusy;
    private bool mayChange;
    private bool showsHistory;
    private int revision;

    [Inject]
    private MerchantAccounts Accounts { get; set; } = null!;

    [Inject]
    private AddressProbe Probe { get; set; } = null!;

    [Inject]
    private IActivityLog Log { get; set; } = null!;

    private string Title => Say("Konfigurasi", "Configuration");

    protected override async Task LoadAsync()
    {
        mayChange = Visit.May(Permission.ChangeConfiguration);
        Show(await Accounts.ReadAsync(Merchant, Left));
        isThere = true;
    }

    private void Show(Merchant merchant)
    {
        seen = merchant;
        written.Take(merchant);
        (wrong, theirs) = (new Addresses(), null);
    }

    private async Task UpdateAsync()
    {
        (isSaved, probes) = (false, null);
        if (isBusy || !await MayStillAsync(Permission.ChangeConfiguration) || Read() is not { } wanted)
        {
            return;
        }

        if (await Accounts.ChangeSettingsAsync(seen!, wanted, Actor, Left) is not SettingsChange.Changed)
        {
            await ShowTheirsAsync();
            return;
        }

        Show(await Accounts.ReadAsync(Merchant, Left));
        isSaved = true;
        revision++;
        await ProbeAsync(seen!.NotificationUrls);
    }

    /// <summary>Sends a test to what is written, saved or not.</summary>
    private async Task TestAsync()
    {
        (isSaved, probes) = (false, null);
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

    private async Task ShowTheirsAsync()
    {
        theirs = await Accounts.ReadAsync(Merchant, Left);
        var last = await Log.NewestAsync(Merchant, [.. Kinds.Select(Enum.Parse<ActivityKind>)], 1, Left);
        changedBy = last is [var entry] ? entry.Activity.By.Name : Say("Seseorang", "Somebody");
    }

    private List<(string Name, string Theirs, string Yours)> Differences()
    {
        var now = new Addresses();
        now.Take(theirs!);
        (string Name, string Theirs, string Yours)[] all =
        [
            ("Payment Notification URL", now.Notification ?? "", written.Notification ?? ""),
            ("Finish Redirect URL", now.Finish ?? "", written.Finish ?? ""),
            ("Unfinish Redirect URL", now.Unfinish ?? "", written.Unfinish ?? ""),
            ("Error Redirect URL", now.Error ?? "", written.Error ?? ""),
        ];
        return [.. all.Where(one => one.Theirs != one.Yours)];
    }

    // Whoever insists has seen what there is now; a third change meanwhile is told again.
    private Task InsistAsync()
    {
        (seen, theirs) = (theirs, null);
        return UpdateAsync();
    }

    private void TakeTheirs() => Show(theirs!);

    // What is written, or what is wrong with it beside each field.
    private Merchant? Read()
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

        return seen! with
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

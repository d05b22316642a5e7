using Gerai.Dashboard.Frame;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.People;
using Gerai.Values;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Logging;
using MudBlazor;
using EventId = Gerai.Notifications.EventId;

namespace Gerai.Dashboard.Transactions;

/// <summary>All that the merchant's addresses were told, the newest first, and what was given up sent again.</summary>
public sealed partial class NotificationsPage
{
    private const int FirstYear = 1970;

    private static readonly TimeSpan Wib = WesternIndonesianTime.Offset;

    private readonly Dictionary<string, string> form = [];
    private readonly Dictionary<EventId, ToldEvent> opened = [];
    private NotificationsQuery? query;
    private NotificationList? list;
    private DateTime since;
    private bool isBusy;
    private string? said;
    private string? complaint;

    [Inject]
    private IEventPages Pages { get; set; } = null!;

    [Inject]
    private IEventLog Events { get; set; } = null!;

    [Inject]
    private IResends Resends { get; set; } = null!;

    [Inject]
    private TransactionRecords Records { get; set; } = null!;

    [Inject]
    private TransactionActs Acts { get; set; } = null!;

    [Inject]
    private MerchantNews News { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private ILogger<NotificationsPage> Log { get; set; } = null!;

    private string Title => Say("Notifikasi", "Notifications");

    private string Details => Say("Rincian", "Details");

    private string SendAgain => Say("Kirim ulang", "Send again");

    private string NewWords => list!.NewCount switch
    {
        NotificationList.NewMax => Say(
            $"{NotificationList.NewMax}+ notifikasi baru · tampilkan",
            $"{NotificationList.NewMax}+ new notifications · show"),
        1 => Say("1 notifikasi baru · tampilkan", "1 new notification · show"),
        var some => Say($"{some} notifikasi baru · tampilkan", $"{some} new notifications · show"),
    };

    protected override async Task LoadAsync()
    {
        since = Time.GetUtcNow().AddDays(-1).ToOffset(WesternIndonesianTime.Offset).DateTime;
        since = since.AddTicks(-(since.Ticks % TimeSpan.TicksPerMinute));
        await ShowAsync();
        Navigation.LocationChanged += OnMoved;
        _ = new LiveLook(Time, LiveLook.ShortPause, Left)
            .FollowAsync(() => News.NextAsync(Merchant), LookAgainAsync, Complain);
    }

    protected override void Dispose(bool isDisposing)
    {
        Navigation.LocationChanged -= OnMoved;
        base.Dispose(isDisposing);
    }

    private void OnMoved(object? sender, LocationChangedEventArgs moved)
    {
        if (new Uri(moved.Location).AbsolutePath == NotificationsQuery.Page)
        {
            Begin(ShowAsync);
        }
    }

    private async Task ShowAsync()
    {
        var asked = NotificationsQuery.Read(new Uri(Navigation.Uri).Query);
        (query, list, said, complaint) = (asked, null, null, null);
        opened.Clear();
        form.Clear();
        foreach (var (field, text) in asked.Texts)
        {
            form[field] = text;
        }

        if (!asked.IsReadable)
        {
            return;
        }

        var fresh = new NotificationList(Pages, Events, Merchant, asked);
        await fresh.LoadAsync(Time.GetUtcNow(), Left);

        // Somebody may have gone on while this was read.
        if (query == asked)
        {
            list = fresh;
        }
    }

    private Task LookAgainAsync() => InvokeAsync(async () =>
    {
        if (list is not { } seen || !await seen.LookAgainAsync(Left) || seen != list)
        {
            return;
        }

        // Nobody reads an empty list, so nobody is disturbed.
        if (seen.Rows.Count == 0)
        {
            await ShowAsync();
        }

        foreach (var id in opened.Keys.ToList())
        {
            await OpenAsync(id);
        }

        StateHasChanged();
    });

    private void Complain(Exception broken) =>
        Log.LogWarning(broken, "An open list of notifications could not look again");

    private void Keep(string field, ChangeEventArgs typed) => form[field] = typed.Value?.ToString() ?? "";

    private void Search() => Navigation.NavigateTo(NotificationsQuery.AddressOf(form));

    private async Task TurnAsync(EventId id)
    {
        if (!opened.Remove(id))
        {
            await OpenAsync(id);
        }
    }

    private async Task OpenAsync(EventId id)
    {
        if (await Records.FindToldAsync(Merchant, id, Left) is { } told)
        {
            opened[id] = told;
        }
    }

    private Task ResendAsync(EventId id) => ActAsync(
        Say("Kirim ulang notifikasi?", "Send this notification again?"),
        Say(
            "Notifikasi ini dikirim sekali lagi ke setiap alamatnya.",
            "This notification is sent once more, to each of its addresses."),
        SendAgain,
        async () => (await Acts.ResendAsync(Visit, Actor, id, Left), 1));

    private async Task ResendAllAsync()
    {
        (said, complaint) = (null, null);
        if (!await MayStillAsync(Permission.ResendNotifications))
        {
            return;
        }

        // A field of a form may say any year.
        var from = new DateTimeOffset(since.Year < FirstYear ? new DateTime(FirstYear, 1, 1) : since, Wib);
        var count = await Resends.CountGivenUpAsync(
            Merchant, from, Time.GetUtcNow(), TransactionActs.ResendMax, Left);
        if (count == 0)
        {
            said = Say("Tidak ada yang tidak terkirim sejak itu.", "Nothing has been given up since then.");
            return;
        }

        await ActAsync(
            Say($"Kirim ulang {Money.Number(count)} notifikasi?", $"Send {Money.Number(count)} again?"),
            Say(
                $"Semua yang tidak terkirim sejak {WesternTime.Of(from)} dikirim lagi, yang terlama lebih dulu.",
                $"All that was given up since {WesternTime.Of(from)} is sent again, the longest ago first."),
            Say("Kirim ulang semuanya", "Send all again"),
            () => Acts.ResendGivenUpAsync(Visit, Actor, from, Left));
    }

    private async Task ActAsync(
        string title, string text, string yes, Func<Task<(ActResult Result, int Count)>> actAsync)
    {
        (said, complaint) = (null, null);
        var notNow = Say("Tidak jadi", "Not now");
        if (isBusy || await Dialogs.ShowMessageBoxAsync(title, text, yes, cancelText: notNow) is not true)
        {
            return;
        }

        isBusy = true;
        try
        {
            var (result, count) = await actAsync();
            said = result is not ActResult.Done ? null : Say(
                $"{Money.Number(count)} notifikasi akan segera dikirim ulang.",
                count == 1 ? "1 notification is about to be sent again."
                    : $"{Money.Number(count)} notifications are about to be sent again.");
            complaint = WordsOf(result);
        }
        finally
        {
            isBusy = false;
        }
    }

    private string? WordsOf(ActResult result) => result switch
    {
        ActResult.NothingToSend => Say(
            "Masih menunggu dikirim, atau tidak punya alamat.", "It still waits to be sent, or has no address."),
        ActResult.NotAllowed => Say("Peran Anda tidak mencakup tindakan ini.", "Your role does not include this."),
        ActResult.NotThere => PlainPages.Missing(Language).Text,
        _ => null,
    };

    private string NameOf(PaymentEvent row) => $"{row.Order.Text}, {TransactionWords.Status(row.Status, Language)}";
}

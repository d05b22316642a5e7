using System.Reflection;
using Gerai.People;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Gerai.Dashboard.Frame;

/// <summary>A line of the side menu. It shows once its page exists and to whom it is open.</summary>
internal sealed record MenuEntry(
    string Address, string Icon, string Indonesian, string English, Permission? Needs = null, string? Part = null)
{
    private const string Settings = "settings";
    private const string Operator = "operator";

    private static readonly MenuEntry[] Planned =
    [
        new(Portal.Home, Icons.Material.Outlined.Home, "Beranda", "Home"),
        new("/portal/transactions", Icons.Material.Outlined.ReceiptLong, "Transaksi", "Transactions",
            Permission.SeeTransactions),
        new("/portal/notifications", Icons.Material.Outlined.Notifications, "Notifikasi", "Notifications",
            Permission.SeeTransactions),
        new("/portal/settings/general", Icons.Material.Outlined.Storefront, "Umum", "General",
            Permission.SeeConfiguration, Settings),
        new("/portal/settings/configuration", Icons.Material.Outlined.Tune, "Konfigurasi", "Configuration",
            Permission.SeeConfiguration, Settings),
        new("/portal/settings/access-keys", Icons.Material.Outlined.VpnKey, "Kunci akses", "Access keys",
            Permission.SeeKeys, Settings),
        new("/portal/settings/notification", Icons.Material.Outlined.Schedule, "Notifikasi", "Notification",
            Permission.SeeConfiguration, Settings),
        new("/portal/settings/signature", Icons.Material.Outlined.Verified, "Tanda tangan", "Signature",
            Permission.SeeKeys, Settings),
        new("/portal/members", Icons.Material.Outlined.People, "Anggota", "Members", Permission.SeeMembers),
        new("/portal/activity", Icons.Material.Outlined.History, "Aktivitas", "Activity", Permission.SeeActivity),
        new("/portal/operator/health", Icons.Material.Outlined.MonitorHeart, "Kesehatan", "Health", null, Operator),
        new("/portal/operator/merchants", Icons.Material.Outlined.Storefront, "Merchant", "Merchants", null, Operator),
        new("/portal/operator/networks", Icons.Material.Outlined.Hub, "Jaringan toko", "Store networks", null,
            Operator),
        new("/portal/operator/unmatched", Icons.Material.Outlined.HelpOutline, "Uang tak cocok", "Unmatched money",
            null, Operator),
        new("/portal/operator/dead-letters", Icons.Material.Outlined.MarkunreadMailbox, "Tak terkirim", "Dead letters",
            null, Operator),
    ];

    // A line without a page behind it would lead nowhere, so the menu grows with the pages.
    private static readonly MenuEntry[] All = [.. Planned.Where(entry => Pages().Contains(entry.Address))];

    public static IEnumerable<MenuEntry> For(Visit visit) => All.Where(entry => entry.Part is Operator
        ? visit.IsOperator
        : visit.Merchant is not null && (entry.Needs is not { } needed || visit.May(needed)));

    public static (string Indonesian, string English)? Title(string? part) => part switch
    {
        Settings => ("Pengaturan", "Settings"),
        Operator => ("Pengelola gateway", "Gateway operator"),
        _ => null,
    };

    private static HashSet<string> Pages() => [.. typeof(MenuEntry).Assembly.GetTypes()
        .SelectMany(type => type.GetCustomAttributes<RouteAttribute>())
        .Select(route => route.Template)];
}

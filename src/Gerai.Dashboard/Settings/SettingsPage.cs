using Gerai.Dashboard.Frame;
using Gerai.Merchants;
using Gerai.People;
using Microsoft.AspNetCore.Components;

namespace Gerai.Dashboard.Settings;

/// <summary>
/// A form of a merchant's settings: shows them, writes what was changed, and of two people who change them at once
/// shows the slower one what the other has saved.
/// </summary>
/// <remarks>Public, as Razor makes the pages.</remarks>
public abstract class SettingsPage : PortalPage
{
    [Inject]
    private protected MerchantAccounts Accounts { get; set; } = null!;

    [Inject]
    private IActivityLog Log { get; set; } = null!;

    /// <summary>The settings as they were when the form was filled.</summary>
    private protected Merchant? Seen { get; private set; }

    /// <summary>The settings as somebody else has changed them since, until it is decided what holds.</summary>
    private protected Merchant? Theirs { get; private set; }

    protected string ChangedBy { get; private set; } = "";

    protected bool IsSaved { get; set; }

    protected bool MayChange { get; private set; }

    /// <summary>Grows with each change, so that the history is read anew.</summary>
    protected int Revision { get; set; }

    /// <summary>Which lines of activity are about this form.</summary>
    protected abstract string[] Kinds { get; }

    protected override async Task LoadAsync()
    {
        MayChange = Visit.May(Permission.ChangeConfiguration);
        Take(await Accounts.ReadAsync(Merchant, Left));
    }

    /// <summary>Fills the fields, and nothing is wrong with them yet.</summary>
    private protected abstract void Show(Merchant merchant);

    /// <summary>What is written; or nothing, and what is wrong with it stands beside each field.</summary>
    private protected abstract Merchant? Read();

    private protected void Take(Merchant merchant)
    {
        (Seen, Theirs) = (merchant, null);
        Show(merchant);
    }

    protected virtual async Task UpdateAsync()
    {
        IsSaved = false;
        if (!await MayStillAsync(Permission.ChangeConfiguration) || Read() is not { } wanted)
        {
            return;
        }

        IsSaved = await Accounts.ChangeSettingsAsync(Seen!, wanted, Actor, Left) is SettingsChange.Changed;
        var now = await Accounts.ReadAsync(Merchant, Left);
        if (IsSaved)
        {
            Take(now);
            Revision++;
            return;
        }

        Theirs = now;
        var last = await Log.NewestAsync(Merchant, [.. Kinds.Select(Enum.Parse<ActivityKind>)], 1, Left);
        ChangedBy = last is [var entry] ? entry.Activity.By.Name : Say("Seseorang", "Somebody");
    }

    // Whoever insists has seen what there is now; a third change meanwhile is told again.
    protected Task InsistAsync()
    {
        (Seen, Theirs) = (Theirs, null);
        return UpdateAsync();
    }
}

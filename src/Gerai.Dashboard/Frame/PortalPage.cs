using Gerai.Dashboard.Account;
using Gerai.Pages;
using Gerai.People;
using Gerai.Values;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Gerai.Dashboard.Frame;

/// <summary>
/// What each page knows: its language, who looks and in whose name. A page loads its data in <see cref="LoadAsync"/>
/// and asks nothing any more once it is left.
/// </summary>
/// <remarks>Public, as Razor makes the pages.</remarks>
public abstract class PortalPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource left = new();

    protected PortalPage() => Left = left.Token;

    [CascadingParameter]
    protected PageLanguage Language { get; set; } = PageLanguage.Indonesian;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = null!;

    [CascadingParameter]
    private Routes Frame { get; set; } = null!;

    [Inject]
    private Sessions Sessions { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private protected Visit Visit { get; private set; } = null!;

    /// <summary>Who the activity log says it was.</summary>
    private protected Actor Actor => new(Visit.Email, Visit.Person, Frame.From);

    private protected MerchantId Merchant => Visit.Merchant!.Value;

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Left { get; }

    protected sealed override async Task OnInitializedAsync()
    {
        if (Visit.Of((await Authentication).User) is { } visit)
        {
            Visit = visit;
            await LoadAsync();
        }
    }

    protected virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>
    /// Asks the books, before something is changed or shown, whether the visitor still may; a role may have been taken
    /// away since the page was opened. If not, the page loads anew, which says so.
    /// </summary>
    private protected async Task<bool> MayStillAsync(Permission permission)
    {
        if (await VisitNowAsync() is { } visit && visit.Merchant == Visit.Merchant && visit.May(permission))
        {
            return true;
        }

        LoadAnew();
        return false;
    }

    /// <summary>The visitor as the books know them now; nobody when the session is over.</summary>
    private protected async Task<Visit?> VisitNowAsync() =>
        await Sessions.FollowAsync((await Authentication).User, isAtWork: true, Left) is { } now ? Visit.Of(now) : null;

    private protected void LoadAnew() => Navigation.NavigateTo(Navigation.Uri, forceLoad: true);

    protected string Say(string indonesian, string english) => Language.Say(indonesian, english);

    /// <summary>
    /// Does on the page what nobody waits for, and shows what came of it. If it fails, the page fails as at its start.
    /// </summary>
    private protected void Begin(Func<Task> work) => _ = InvokeAsync(async () =>
    {
        try
        {
            await work();
            StateHasChanged();
        }
        catch (Exception broken) when (!Left.IsCancellationRequested)
        {
            await DispatchExceptionAsync(broken);
        }
    });

    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            left.Cancel();
            left.Dispose();
        }
    }
}

using Gerai.Pages;
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

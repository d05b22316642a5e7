using Gerai.Dashboard.Frame;
using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.Dashboard.Operators;

/// <summary>
/// A page of who runs the gateway, where all merchants stand beside one another. The right is asked for again before
/// each change.
/// </summary>
/// <remarks>Public, as Razor makes the pages.</remarks>
public abstract class OperatorPage : PortalPage
{
    /// <summary>The right was taken away while the page was open; nothing is shown or done any more.</summary>
    protected bool IsRefused { get; private set; }

    /// <summary>
    /// A merchant's own log names the gateway's operator as such, since this person is none of their members.
    /// </summary>
    private protected Actor Operator => Actor with { Name = ResendOrder.OperatorCalled(Visit.Email) };

    private protected async Task<bool> MayStillOperateAsync()
    {
        if (await VisitNowAsync() is not { } now)
        {
            LoadAnew();
            return false;
        }

        IsRefused = !now.IsOperator;
        return now.IsOperator;
    }
}

using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.Cli;

/// <summary>Changes made at the gateway's own machine, in the name of who is logged in there.</summary>
internal static class AtThisMachine
{
    /// <summary>As the activity log names them: <c>operator budi</c>.</summary>
    public static Actor Actor { get; } = new(ResendOrder.OperatorCalled(Environment.UserName));

    public static async Task ChangeAsync(
        MerchantAccounts merchants, Merchant seen, Merchant wanted, CancellationToken cancel)
    {
        if (await merchants.ChangeSettingsAsync(seen, wanted, Actor, cancel) is not SettingsChange.Changed)
        {
            throw new CommandFailure("Somebody else changed the same at this moment; nothing was changed. Try again.");
        }
    }
}

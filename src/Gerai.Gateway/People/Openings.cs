using Gerai.Merchants;
using Gerai.Values;

namespace Gerai.People;

/// <summary>
/// Opens a merchant's account and invites its first administrator: one work, whether it is done at the gateway's
/// machine or from the portal.
/// </summary>
internal sealed class Openings(MerchantAccounts accounts, Invitations invitations)
{
    /// <param name="wanted">The account.</param>
    /// <param name="administrator">Who is invited, if anybody.</param>
    /// <param name="by">In whose name.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Opening> OpenAsync(
        NewMerchant wanted, EmailAddress? administrator, Actor by, CancellationToken cancel)
    {
        var merchant = await accounts.OpenAsync(wanted with { By = by }, cancel);
        return new Opening(
            merchant,
            administrator is { } email
                ? await invitations.InviteAsync(merchant.Id, email, Role.Administrator, by, cancel)
                : null);
    }
}

/// <summary>An account that was opened, with its keys, and the link for its first administrator.</summary>
internal sealed record Opening(Merchant Merchant, NewInvitation? Invitation)
{
    // Records print their members; keys and tokens must not be among them.
    public override string ToString() => Merchant.Id.ToString();
}

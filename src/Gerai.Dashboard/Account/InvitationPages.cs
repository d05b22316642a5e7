using Gerai.Dashboard.Frame;
using Gerai.Merchants;
using Gerai.People;
using Microsoft.AspNetCore.Http;

namespace Gerai.Dashboard.Account;

/// <summary>
/// Where the link of an invitation leads. Who is new chooses name and password; who has an account signs in first, so
/// that nobody is made a member by a link that fell into other hands.
/// </summary>
internal sealed class InvitationPages(
    AccountDesk desk,
    PersonAccounts accounts,
    Sessions sessions,
    IMemberRepository members,
    IPeople people,
    MerchantAccounts merchants,
    TimeProvider time)
{
    public async Task ShowAsync(HttpContext context)
    {
        var token = context.Request.Query["token"].ToString();
        await ShowAsync(context, AccountDesk.View(context), token);
    }

    /// <summary>The form lacked its proof; the name that was typed stays.</summary>
    public async Task ShowAgainAsync(HttpContext context)
    {
        var token = AccountForm.Field(context, "token");
        if (await members.FindInvitationAsync(token, time.GetUtcNow(), context.RequestAborted) is null)
        {
            await PlainPages.StaleFormAsync(context, Portal.Home);
            return;
        }

        var view = AccountDesk.View(context) with { Address = Invitations.Path(Uri.EscapeDataString(token)) };
        await ShowAsync(context, view with { Complaint = AccountDesk.Stale(view) }, token);
    }

    public async Task AcceptAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var token = AccountForm.Field(context, "token");
        var view = AccountDesk.View(context) with { Address = Invitations.Path(Uri.EscapeDataString(token)) };
        var now = time.GetUtcNow();
        if (await members.FindInvitationAsync(token, now, cancel) is not { } invitation)
        {
            await PlainPages.MissingAsync(context);
            return;
        }

        var known = await people.FindByEmailAsync(invitation.Email.Text, cancel);
        if (known is null && Complaint(context, view, invitation) is { } complaint)
        {
            await ShowAsync(context, view with { Complaint = complaint }, token);
            return;
        }

        // Who has an account and is not signed in with it is shown the way there.
        var from = AccountDesk.From(context);
        var isTheirs = known is not null && Visit.Of(context.User)?.Person == known.Id;
        var joining = known is null
            ? await accounts.JoinAsync(
                token, AccountForm.Field(context, "name").Trim(), AccountForm.Field(context, "new"), from)
            : new Joining(isTheirs ? await accounts.AcceptAsync(token, known, from) : AcceptResult.EmailTaken);
        switch (joining.Result)
        {
            case AcceptResult.Accepted when joining.Person is { } person:
                await sessions.BeginAsync(context, person);
                context.Response.Redirect(Portal.Home);
                break;
            case AcceptResult.Accepted:
                await sessions.ChooseAsync(context, invitation.Merchant?.ToString() ?? "");
                context.Response.Redirect(Portal.Home);
                break;
            case AcceptResult.NotValid:
                await PlainPages.MissingAsync(context);
                break;
            default:
                await ShowAsync(context, view, token);
                break;
        }
    }

    private async Task ShowAsync(HttpContext context, AccountView view, string token)
    {
        var cancel = context.RequestAborted;
        if (await members.FindInvitationAsync(token, time.GetUtcNow(), cancel) is not { } invitation)
        {
            await PlainPages.MissingAsync(context);
            return;
        }

        var known = await people.FindByEmailAsync(invitation.Email.Text, cancel);
        var merchant = invitation.Merchant is { } id ? await merchants.FindAsync(id, cancel) : null;
        await desk.SendAsync<InvitationPage>(context, view, new()
        {
            [nameof(InvitationPage.Token)] = token,
            [nameof(InvitationPage.Email)] = invitation.Email.Text,
            [nameof(InvitationPage.InvitedBy)] = invitation.InvitedBy,
            [nameof(InvitationPage.Place)] = merchant?.Name ?? "Gerai",
            [nameof(InvitationPage.As)] = invitation.Role is { } role ? RoleNames.Of(role, view.Language) : null,
            [nameof(InvitationPage.Name)] =
                context.Request.HasFormContentType ? AccountForm.Field(context, "name") : "",
            [nameof(InvitationPage.IsKnown)] = known is not null,
            [nameof(InvitationPage.IsSignedIn)] = known is not null && Visit.Of(context.User)?.Person == known.Id,
        });
    }

    private static string? Complaint(HttpContext context, AccountView view, Invitation invitation)
    {
        var name = AccountForm.Field(context, "name").Trim();
        if (name.Length is 0 or > Person.NameLengthMax || name.Any(char.IsControl))
        {
            return view.Say("Isi nama Anda, paling banyak 100 karakter.", "Give your name, up to 100 characters.");
        }

        return PasswordRules.Complaint(
            AccountForm.Field(context, "new"),
            AccountForm.Field(context, "again"),
            invitation.Email.Text,
            view.Language);
    }
}

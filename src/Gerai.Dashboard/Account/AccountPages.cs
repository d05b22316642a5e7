using Gerai.Dashboard.Frame;
using Gerai.Merchants;
using Gerai.People;
using Microsoft.AspNetCore.Http;

namespace Gerai.Dashboard.Account;

/// <summary>A person's own account: where they are signed in, for whom they work, and their password.</summary>
internal sealed class AccountPages(
    AccountDesk desk,
    Credentials credentials,
    Passwords passwords,
    PersonAccounts accounts,
    Sessions sessions,
    IPersonSessionRepository open,
    IPeople people,
    IPasskeys passkeys,
    IMemberRepository members,
    MerchantAccounts merchants,
    TimeProvider time)
{
    public Task ShowAsync(HttpContext context) => ShowAsync(context, AccountDesk.View(context));

    public async Task ShowAsync(HttpContext context, AccountView view)
    {
        var cancel = context.RequestAborted;
        var person = await desk.PersonAsync(context);
        var visit = Visit.Of(context.User)!;
        var signedIn = await open.OfAsync(person.Id, time.GetUtcNow(), cancel);
        var places = new List<AccountPage.Place>();
        foreach (var work in await members.MembershipsAsync(person.Id, cancel))
        {
            var merchant = await merchants.FindAsync(work.Merchant, cancel);
            places.Add(new AccountPage.Place(
                work.Merchant.ToString(),
                $"{merchant?.Name ?? work.Merchant.Number} ({work.Merchant.Environment})",
                work.Merchant == visit.Merchant));
        }

        await desk.SendAsync<AccountPage>(context, view, new()
        {
            [nameof(AccountPage.Name)] = person.Name,
            [nameof(AccountPage.Email)] = person.Email.Text,
            [nameof(AccountPage.HasAuthenticator)] = person.TwoFactorSince is not null,
            [nameof(AccountPage.CodesLeft)] = await people.CountRecoveryCodesAsync(person.Id, cancel),
            [nameof(AccountPage.PasskeyCount)] = (await passkeys.OfAsync(person.Id, cancel)).Count,
            [nameof(AccountPage.Places)] = places,
            [nameof(AccountPage.Sessions)] = signedIn
                .Select(session => new AccountPage.OpenSession(
                    session.Id,
                    Devices.Name(session.Device, view.Language),
                    view.Say(
                        $"sejak {WesternTime.Of(session.CreatedAt)}, dari {session.From}",
                        $"since {WesternTime.Of(session.CreatedAt)}, from {session.From}"),
                    session.Id == visit.Session))
                .ToList(),
        });
    }

    public async Task EndSessionAsync(HttpContext context)
    {
        var person = Visit.Of(context.User)!.Person;
        await open.EndAsync(person, AccountForm.Field(context, "session"), context.RequestAborted);
        context.Response.Redirect(AccountRoutes.Account);
    }

    public async Task ChooseMerchantAsync(HttpContext context)
    {
        await sessions.ChooseAsync(context, AccountForm.Field(context, "merchant"));
        context.Response.Redirect(Portal.Home);
    }

    public Task ShowPasswordAsync(HttpContext context) =>
        desk.SendAsync<PasswordPage>(context, AccountDesk.View(context));

    public async Task ChangePasswordAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var view = AccountDesk.View(context);
        var person = await desk.PersonAsync(context);
        var password = AccountForm.Field(context, "new");
        var present = AccountForm.Field(context, "password");
        var complaint = PasswordRules.Complaint(
            password, AccountForm.Field(context, "again"), person.Email.Text, view.Language)
            ?? await ComplaintAsync(person, present, view, cancel);
        if (complaint is not null)
        {
            await desk.SendAsync<PasswordPage>(context, view with { Complaint = complaint });
            return;
        }

        person.PasswordHash = passwords.Hash(person, password);
        person.SecurityStamp = accounts.GenerateNewAuthenticatorKey();
        if (!await people.SaveAsync(person, cancel))
        {
            await desk.SendAsync<PasswordPage>(context, view with { Complaint = Overtaken(view) });
            return;
        }

        var visit = Visit.Of(context.User)!;
        await open.EndAllAsync(person.Id, visit.Session, cancel);
        await sessions.NoteAsync(context, person, ActivityKind.PasswordChanged, visit.Merchant);
        await ShowAsync(context, view with
        {
            Address = AccountRoutes.Account,
            News = view.Say("Kata sandi sudah diganti.", "The password is changed."),
        });
    }

    /// <summary>Who changes how to sign in must know the password, not just have found the screen unlocked.</summary>
    /// <returns>What to say when it is not right.</returns>
    public async Task<string?> ComplaintAsync(
        Person person, string password, AccountView view, CancellationToken cancel) =>
        await credentials.CheckPasswordAsync(person, password, cancel) is Verdict.Right
            ? null
            : view.Say(
                "Kata sandi Anda tidak benar. Setelah lima kali salah, akun dikunci selama 15 menit.",
                "Your password is not right. After five wrong tries an account is locked for 15 minutes.");

    public static string Overtaken(AccountView view) => view.Say(
        "Akun Anda baru saja diubah di tempat lain. Silakan coba lagi.",
        "Your account was changed elsewhere just now. Please try again.");
}

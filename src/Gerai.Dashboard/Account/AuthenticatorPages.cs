using Gerai.Dashboard.Frame;
using Gerai.People;
using Gerai.Values;
using Microsoft.AspNetCore.Http;
using QRCoder;

namespace Gerai.Dashboard.Account;

/// <summary>Switching the authenticator on and off, and its recovery codes, which are shown once.</summary>
internal sealed class AuthenticatorPages(
    AccountDesk desk,
    AccountPages account,
    Credentials credentials,
    Sessions sessions,
    PersonAccounts users)
{
    private const int RecoveryCodesMade = 10;
    private const int GroupLength = 4;
    private const int PixelsPerModule = 4;

    public async Task ShowAsync(HttpContext context)
    {
        var person = await desk.PersonAsync(context);
        if (person.TwoFactorSince is not null)
        {
            context.Response.Redirect(AccountRoutes.Account);
            return;
        }

        await ShowAsync(context, AccountDesk.View(context), person);
    }

    public async Task SwitchOnAsync(HttpContext context)
    {
        var view = AccountDesk.View(context);
        var person = await desk.PersonAsync(context);
        if (person.TwoFactorSince is not null)
        {
            context.Response.Redirect(AccountRoutes.Account);
            return;
        }

        var password = AccountForm.Field(context, "password");
        var complaint = await account.ComplaintAsync(person, password, view, context.RequestAborted);
        if (complaint is null
            && !await credentials.IsAuthenticatorCodeAsync(person, AccountForm.Field(context, "code")))
        {
            complaint = view.Say(
                "Kode ini tidak benar. Periksa jam ponsel Anda dan ketik kode yang sedang ditampilkan.",
                "This code is not right. Check your phone's clock, and type the code it shows now.");
        }

        if (complaint is not null)
        {
            await ShowAsync(context, view with { Complaint = complaint }, person);
            return;
        }

        await users.SetTwoFactorEnabledAsync(person, true);
        await NoteAsync(context, person, ActivityKind.AuthenticatorChanged);
        await ShowNewCodesAsync(context, view, person);
    }

    /// <summary>New recovery codes, or no authenticator any more.</summary>
    public async Task ChangeAsync(HttpContext context)
    {
        var view = AccountDesk.View(context) with { Address = AccountRoutes.Account };
        var person = await desk.PersonAsync(context);
        var password = AccountForm.Field(context, "password");
        if (await account.ComplaintAsync(person, password, view, context.RequestAborted) is { } complaint)
        {
            await account.ShowAsync(context, view with { Complaint = complaint });
            return;
        }

        if (AccountForm.Field(context, "do") is not "off")
        {
            await NoteAsync(context, person, ActivityKind.RecoveryCodesMade);
            await ShowNewCodesAsync(context, view, person);
            return;
        }

        await users.SetTwoFactorEnabledAsync(person, false);
        await users.ResetAuthenticatorKeyAsync(person);
        await NoteAsync(context, person, ActivityKind.AuthenticatorChanged);
        var news = view.Say("Autentikator sudah dimatikan.", "The authenticator is switched off.");
        await account.ShowAsync(context, view with { News = news });
    }

    private async Task ShowAsync(HttpContext context, AccountView view, Person person)
    {
        if (await users.GetAuthenticatorKeyAsync(person) is null)
        {
            await users.ResetAuthenticatorKeyAsync(person);
        }

        var key = (await users.GetAuthenticatorKeyAsync(person))!;
        await desk.SendAsync<AuthenticatorPage>(context, view, new()
        {
            [nameof(AuthenticatorPage.Key)] = string.Join(' ', key.Chunk(GroupLength).Select(part => new string(part))),
            [nameof(AuthenticatorPage.Picture)] = Picture(key, person.Email),
        });
    }

    private async Task ShowNewCodesAsync(HttpContext context, AccountView view, Person person)
    {
        var codes = await users.GenerateNewTwoFactorRecoveryCodesAsync(person, RecoveryCodesMade);
        await desk.SendAsync<RecoveryCodesPage>(
            context, view, new() { [nameof(RecoveryCodesPage.Codes)] = codes!.ToList() });
    }

    private Task NoteAsync(HttpContext context, Person person, ActivityKind kind) =>
        sessions.NoteAsync(context, person, kind, Visit.Of(context.User)!.Merchant);

    private static string Picture(string key, EmailAddress email)
    {
        var address = $"otpauth://totp/Gerai:{Uri.EscapeDataString(email.Text)}?secret={key}&issuer=Gerai&digits=6";
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(code);
        return picture.GetGraphic(PixelsPerModule);
    }
}

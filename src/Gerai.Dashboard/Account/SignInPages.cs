using Gerai.Dashboard.Frame;
using Gerai.People;
using Gerai.Values;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Gerai.Dashboard.Account;

/// <summary>Signing in, with a code where one is asked for, and signing out.</summary>
internal sealed class SignInPages(
    AccountDesk desk,
    Credentials credentials,
    Passkeys passkeys,
    Sessions sessions,
    IPeople people,
    IDataProtectionProvider protection)
{
    /// <summary>In the address of who was signed in and is not any more.</summary>
    public const string OverParameter = "over";

    private const char Separator = '/';

    // Between the password and the code; long enough to find the phone.
    private static readonly TimeSpan CodeWithin = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector passes =
        protection.CreateProtector("Gerai.Dashboard.SecondFactor").ToTimeLimitedDataProtector();

    public Task ShowAsync(HttpContext context)
    {
        var view = AccountDesk.View(context);
        if (Visit.Of(context.User) is not null)
        {
            context.Response.Redirect(view.Back);
            return Task.CompletedTask;
        }

        if (context.Request.Query.ContainsKey(OverParameter))
        {
            view = view with { Notice = Over(view) };
        }

        return ShowAsync(context, view);
    }

    /// <summary>The form lacked its proof, as when another tab has signed in or out meanwhile.</summary>
    public Task ShowAgainAsync(HttpContext context)
    {
        var view = AccountDesk.View(context);
        return ShowAsync(
            context, view with { Complaint = AccountDesk.Stale(view) }, AccountForm.Field(context, "email"));
    }

    public async Task CheckPasswordAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var email = AccountForm.Field(context, "email").Trim();
        var person = EmailAddress.TryOf(email, out var address)
            ? await people.FindByEmailAsync(address.Text, cancel)
            : null;
        var verdict = await credentials.CheckPasswordAsync(person, AccountForm.Field(context, "password"), cancel);
        if (verdict is not Verdict.Right)
        {
            await sessions.NoteRefusalAsync(context, person);
            await RefuseAsync(context, email, verdict);
            return;
        }

        if (person!.TwoFactorSince is null)
        {
            await EnterAsync(context, person);
            return;
        }

        await AskForCodeAsync(context, AccountDesk.View(context), PassOf(person));
    }

    /// <summary>A passkey is password and code in one, so nothing more is asked.</summary>
    public async Task CheckPasskeyAsync(HttpContext context)
    {
        var (verdict, person) = await passkeys.CheckAsync(
            context, AccountForm.Field(context, "question"), AccountForm.Field(context, "answer"));
        if (verdict is Verdict.Right)
        {
            await EnterAsync(context, person!);
            return;
        }

        await sessions.NoteRefusalAsync(context, person);
        await RefuseAsync(context, email: "", verdict);
    }

    public async Task CheckCodeAsync(HttpContext context)
    {
        var view = AccountDesk.View(context);
        var pass = AccountForm.Field(context, "pass");
        if (await ReadPassAsync(pass, context.RequestAborted) is not { } person)
        {
            var complaint = view.Say(
                "Terlalu lama menunggu kode. Silakan masuk sekali lagi.",
                "That took too long. Please sign in once more.");
            await ShowAsync(context, view with { Complaint = complaint });
            return;
        }

        var code = AccountForm.Field(context, "code");
        if (await credentials.CheckCodeAsync(person, code) is Verdict.Right)
        {
            await EnterAsync(context, person);
            return;
        }

        await sessions.NoteRefusalAsync(context, person);
        await AskForCodeAsync(context, view with { Complaint = WrongCode(view) }, pass);
    }

    public async Task SignOutAsync(HttpContext context)
    {
        await sessions.EndAsync(context);
        context.Response.Redirect(AccountRoutes.SignIn);
    }

    private static string Over(AccountView view) => view.Say(
        "Sesi Anda sudah berakhir: 15 menit tanpa kegiatan, atau dikeluarkan di tempat lain. Silakan masuk lagi.",
        "Your session has ended: after 15 minutes without activity, or signed out elsewhere. Please sign in again.");

    private static string WrongCode(AccountView view) => view.Say(
        "Kode ini tidak benar atau sudah dipakai. Setelah lima kali salah, akun dikunci selama 15 menit.",
        "This code is not right, or was used before. After five wrong tries an account is locked for 15 minutes.");

    // One sentence for a wrong password, an unknown address and a locked account: it tells nobody who has one.
    private Task RefuseAsync(HttpContext context, string email, Verdict verdict)
    {
        var view = AccountDesk.View(context);
        var complaint = verdict is Verdict.Busy
            ? view.Say("Sedang terlalu ramai. Silakan coba lagi sebentar lagi.", "It is busy. Please try again soon.")
            : view.Say(
                "Alamat e-mail atau kata sandi salah. Setelah lima kali salah, akun dikunci selama 15 menit.",
                "The e-mail address or the password is wrong. "
                + "After five wrong tries an account is locked for 15 minutes.");
        return ShowAsync(context, view with { Complaint = complaint }, email);
    }

    private Task ShowAsync(HttpContext context, AccountView view, string email = "") =>
        desk.SendAsync<SignInPage>(context, view, new()
        {
            [nameof(SignInPage.Email)] = email,
            [nameof(SignInPage.HasPasskeys)] = Passkeys.ArePossibleAt(context.Request),
        });

    private Task AskForCodeAsync(HttpContext context, AccountView view, string pass) =>
        desk.SendAsync<CodePage>(context, view, new() { [nameof(CodePage.Pass)] = pass });

    private async Task EnterAsync(HttpContext context, Person person)
    {
        var back = AccountDesk.View(context).Back;
        await people.ForgetFailuresAsync(person.Id, context.RequestAborted);
        await sessions.BeginAsync(context, person);
        context.Response.Redirect(back);
    }

    // The stamp changes with the password, and with it this pass is worth nothing.
    private string PassOf(Person person) =>
        passes.Protect(person.Id.Text + Separator + person.SecurityStamp, CodeWithin);

    private async Task<Person?> ReadPassAsync(string pass, CancellationToken cancel)
    {
        try
        {
            var parts = passes.Unprotect(pass).Split(Separator, 2);
            var person = await people.FindAsync(PersonId.Of(parts[0]), cancel);
            return person?.SecurityStamp == parts[1] ? person : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            // Too old, or not one of ours.
            return null;
        }
    }
}

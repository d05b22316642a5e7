using Gerai.Dashboard.Frame;
using Gerai.Pages;
using Gerai.People;
using Gerai.Values;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Gerai.Dashboard.Account;

/// <summary>What all pages of the account need: the view, the answer, and who is asking.</summary>
internal sealed class AccountDesk(Page page, IPeople people)
{
    public static AccountView View(HttpContext context)
    {
        var request = context.Request;
        return new AccountView
        {
            Language = Preferences.LanguageOf(request),
            Look = Preferences.LookOf(request),
            Address = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString : PageOf(request.Path),
            Proof = AccountForm.Proof(context),
            Back = ReturnAddress.Of(request.HasFormContentType
                ? AccountForm.Field(context, "back")
                : request.Query[ReturnAddress.Parameter].ToString()),
        };
    }

    /// <summary>Where to ask again for the page that a form stands on.</summary>
    public static string PageOf(PathString path) => path.Value switch
    {
        AccountRoutes.Code or AccountRoutes.SignInWithPasskey or AccountRoutes.SignOut => AccountRoutes.SignIn,
        AccountRoutes.RecoveryCodes or AccountRoutes.EndSession or AccountRoutes.Merchant => AccountRoutes.Account,
        AccountRoutes.KeepPasskey or AccountRoutes.RenamePasskey or AccountRoutes.RemovePasskey =>
            AccountRoutes.Passkeys,
        var other => other!,
    };

    public static string Stale(AccountView view) => view.Say(
        "Formulir ini sudah tidak berlaku. Tidak ada yang diubah; silakan kirim sekali lagi.",
        "This form is no longer valid. Nothing was changed; please send it once more.");

    public Task SendAsync<TPage>(
        HttpContext context, AccountView view, Dictionary<string, object?>? more = null)
        where TPage : IComponent
    {
        var status = view.Complaint is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return page.SendAsync<TPage>(context, status, new(more ?? []) { ["View"] = view });
    }

    /// <summary>Who is signed in; only for pages that ask for it.</summary>
    public async Task<Person> PersonAsync(HttpContext context) =>
        await people.FindAsync(Visit.Of(context.User)!.Person, context.RequestAborted)
        ?? throw new InvalidOperationException("A session belongs to a person who is not there.");

    public static string? From(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();

    public static Actor Actor(HttpContext context, Person person) => new(person.Email.Text, person.Id, From(context));
}

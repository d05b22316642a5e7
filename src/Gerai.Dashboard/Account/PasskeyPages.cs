using System.Net.Mime;
using System.Text.Json;
using Gerai.Dashboard.Frame;
using Gerai.People;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Gerai.Dashboard.Account;

/// <summary>A person's passkeys: which there are, another one, another name, one less.</summary>
internal sealed class PasskeyPages(
    AccountDesk desk, AccountPages account, Passkeys passkeys, Sessions sessions, IPasskeys repository)
{
    private const int NameLengthMax = 60;

    /// <summary>What a browser asks passkeys with. It tells nothing of anybody, so everybody may ask.</summary>
    public async Task AskAsync(HttpContext context)
    {
        var (options, question) = await passkeys.AskAsync(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = MediaTypeNames.Application.Json;
        await context.Response.WriteAsync(
            $$"""{"options":{{options}},"question":{{JsonSerializer.Serialize(question)}}}""", context.RequestAborted);
    }

    public async Task ShowAsync(HttpContext context) =>
        await ShowAsync(context, AccountDesk.View(context), await desk.PersonAsync(context));

    /// <summary>The password is right and there is a name: the browser may make one.</summary>
    public async Task OfferAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var view = Listed(context);
        var person = await desk.PersonAsync(context);
        var name = NameIn(context);
        var complaint = NameComplaint(view, name)
            ?? await FullAsync(person, view, cancel)
            ?? await account.ComplaintAsync(person, AccountForm.Field(context, "password"), view, cancel);
        if (complaint is not null)
        {
            await ShowAsync(context, view with { Complaint = complaint }, person, name);
            return;
        }

        var (options, question) = await passkeys.OfferAsync(context, person, name);
        await desk.SendAsync<NewPasskeyPage>(context, view, new()
        {
            [nameof(NewPasskeyPage.Options)] = options,
            [nameof(NewPasskeyPage.Question)] = question,
            [nameof(NewPasskeyPage.Name)] = name,
        });
    }

    public async Task KeepAsync(HttpContext context)
    {
        var view = Listed(context);
        var person = await desk.PersonAsync(context);
        var name = await passkeys.RegisterAsync(
            context, person, AccountForm.Field(context, "question"), AccountForm.Field(context, "answer"));
        if (name is null)
        {
            var complaint = view.Say(
                "Kunci sandi tidak jadi dibuat. Silakan mulai sekali lagi.",
                "The passkey was not made. Please begin once more.");
            await ShowAsync(context, view with { Complaint = complaint }, person);
            return;
        }

        await NoteAsync(context, person, ActivityKind.PasskeyAdded, name);
        var news = view.Say($"Kunci sandi \"{name}\" sudah dibuat.", $"The passkey \"{name}\" is made.");
        await ShowAsync(context, view with { News = news }, person);
    }

    public async Task RenameAsync(HttpContext context)
    {
        var view = Listed(context);
        var person = await desk.PersonAsync(context);
        var name = NameIn(context);
        var complaint = NameComplaint(view, name);
        if (complaint is null
            && (PasskeyAnswer.Read(AccountForm.Field(context, "passkey")) is not { } credential
                || !await repository.RenameAsync(person.Id, credential, name, context.RequestAborted)))
        {
            complaint = Gone(view);
        }

        await ShowAsync(
            context,
            complaint is null
                ? view with { News = view.Say("Namanya sudah diganti.", "It has its new name.") }
                : view with { Complaint = complaint },
            person);
    }

    /// <summary>Asks for the password before one is removed.</summary>
    public async Task ShowRemoveAsync(HttpContext context)
    {
        var person = await desk.PersonAsync(context);
        if (await FindAsync(person, context.Request.Query["passkey"].ToString(), context.RequestAborted) is not { } one)
        {
            await PlainPages.MissingAsync(context);
            return;
        }

        await ShowRemoveAsync(context, AccountDesk.View(context), one);
    }

    public async Task RemoveAsync(HttpContext context)
    {
        var cancel = context.RequestAborted;
        var view = Listed(context);
        var person = await desk.PersonAsync(context);
        if (await FindAsync(person, AccountForm.Field(context, "passkey"), cancel) is not { } one)
        {
            await ShowAsync(context, view with { Complaint = Gone(view) }, person);
            return;
        }

        var password = AccountForm.Field(context, "password");
        if (await account.ComplaintAsync(person, password, view, cancel) is { } complaint)
        {
            await ShowRemoveAsync(context, view with { Complaint = complaint }, one);
            return;
        }

        if (await repository.RemoveAsync(person.Id, one.CredentialId, cancel))
        {
            await NoteAsync(context, person, ActivityKind.PasskeyRemoved, one.Name);
        }

        var news = view.Say($"Kunci sandi \"{one.Name}\" sudah dihapus.", $"The passkey \"{one.Name}\" is removed.");
        await ShowAsync(context, view with { News = news }, person);
    }

    private async Task ShowAsync(HttpContext context, AccountView view, Person person, string name = "")
    {
        var own = await repository.OfAsync(person.Id, context.RequestAborted);
        await desk.SendAsync<PasskeysPage>(context, view, new()
        {
            [nameof(PasskeysPage.IsPossible)] = Passkeys.ArePossibleAt(context.Request),
            [nameof(PasskeysPage.Name)] = name,
            [nameof(PasskeysPage.Own)] = own
                .Select(one => new PasskeysPage.Passkey(
                    PasskeyAnswer.Text(one.CredentialId), one.Name ?? "", WesternTime.Of(one.CreatedAt)))
                .ToList(),
        });
    }

    private Task ShowRemoveAsync(HttpContext context, AccountView view, UserPasskeyInfo one) =>
        desk.SendAsync<RemovePasskeyPage>(context, view, new()
        {
            [nameof(RemovePasskeyPage.Id)] = PasskeyAnswer.Text(one.CredentialId),
            [nameof(RemovePasskeyPage.Name)] = one.Name ?? "",
        });

    private async Task<UserPasskeyInfo?> FindAsync(Person person, string text, CancellationToken cancel) =>
        PasskeyAnswer.Read(text) is { } credential
            ? (await repository.OfAsync(person.Id, cancel))
                .FirstOrDefault(one => one.CredentialId.AsSpan().SequenceEqual(credential))
            : null;

    private async Task<string?> FullAsync(Person person, AccountView view, CancellationToken cancel) =>
        (await repository.OfAsync(person.Id, cancel)).Count < Passkeys.CountMax
            ? null
            : view.Say(
                $"Anda sudah punya {Passkeys.CountMax} kunci sandi. Hapus satu yang tidak dipakai lagi.",
                $"You have {Passkeys.CountMax} passkeys already. Remove one that you no longer use.");

    private Task NoteAsync(HttpContext context, Person person, ActivityKind kind, string? about) =>
        sessions.NoteAsync(context, person, kind, Visit.Of(context.User)!.Merchant, about);

    private static AccountView Listed(HttpContext context) =>
        AccountDesk.View(context) with { Address = AccountRoutes.Passkeys };

    private static string NameIn(HttpContext context) => AccountForm.Field(context, "name").Trim();

    private static string? NameComplaint(AccountView view, string name) =>
        name.Length is > 0 and <= NameLengthMax && !name.Any(char.IsControl)
            ? null
            : view.Say(
                $"Beri nama kunci sandi ini, paling banyak {NameLengthMax} karakter.",
                $"Give the passkey a name, up to {NameLengthMax} characters.");

    private static string Gone(AccountView view) => view.Say(
        "Kunci sandi ini sudah tidak ada.", "This passkey is not there any more.");
}

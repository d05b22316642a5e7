using Gerai.BrowserTests.Support;
using Gerai.People;
using Gerai.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>Passkeys, with the device that Chromium itself plays: a finger that is always right.</summary>
public sealed class PortalPasskeysTests(Chromium chromium)
{
    private const string Refused = "The e-mail address or the password is wrong.";

    [Fact]
    public async Task A_passkey_is_made_signs_in_is_renamed_and_removed_and_is_worth_nothing_then()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office, Device.Phone);
        await clerk.CarryPasskeysAsync();
        await clerk.Page.GotoAsync("/portal/account/passkeys");
        await clerk.CanBeUsedByAllAsync();
        await clerk.SignInAsync();
        await clerk.SeesAsync("Passkeys");
        await MakeAsync(clerk, "Sari's phone");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("\"Sari's phone\" is made");
        await clerk.CanBeUsedByAllAsync();
        await clerk.PictureAsync("passkeys-phone-light");

        await SignOutAsync(clerk);
        await clerk.ClickAsync("Sign in with a passkey");
        await clerk.SeesAsync("Home");
        await clerk.Page.GotoAsync("/portal/activity");
        await Assertions.Expect(clerk.Page.GetByText("Passkey added: Sari's phone")).ToBeVisibleAsync();

        await clerk.Page.GotoAsync("/portal/account/passkeys");
        await clerk.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Old phone");
        await clerk.ClickAsync("Rename Sari's phone");
        await clerk.Page.GetByRole(AriaRole.Link, new() { Name = "Remove Old phone" }).ClickAsync();
        await clerk.SeesAsync("Remove this passkey?");
        await clerk.CanBeUsedByAllAsync();
        await clerk.Page.GetByLabel("Your password").FillAsync("not my password");
        await clerk.ClickAsync("Remove");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not right");
        await clerk.Page.GetByLabel("Your password").FillAsync(Office.Password);
        await clerk.ClickAsync("Remove");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("\"Old phone\" is removed");

        await SignOutAsync(clerk);
        await clerk.ClickAsync("Sign in with a passkey");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(Refused);
        Assert.DoesNotContain(clerk.Complaints, complaint => complaint.Contains("Policy", StringComparison.Ordinal));
        Assert.Empty(clerk.Strangers);
    }

    // Whoever sees an answer on its way has nothing: its question is used up, though the device does not count.
    [Fact]
    public async Task An_answer_that_is_sent_twice_opens_nothing_the_second_time()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.CarryPasskeysAsync();
        await EnterWithPasskeyAsync(clerk);
        await SignOutAsync(clerk);
        var sent = await clerk.Page.RunAndWaitForRequestAsync(
            () => clerk.ClickAsync("Sign in with a passkey"),
            request => request.Method is "POST" && request.Url.EndsWith("/sign-in/passkey", StringComparison.Ordinal));
        await clerk.SeesAsync("Home");
        var form = System.Web.HttpUtility.ParseQueryString(sent.PostData!);
        await SignOutAsync(clerk);

        await SendAsync(clerk, form["question"]!, form["answer"]!);
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(Refused);

        await clerk.ClickAsync("Sign in with a passkey");
        await clerk.SeesAsync("Home");
    }

    [Fact]
    public async Task A_question_is_answered_within_five_minutes_and_a_locked_account_stays_locked()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.CarryPasskeysAsync();
        await EnterWithPasskeyAsync(clerk);
        await SignOutAsync(clerk);
        await clerk.Page.RouteAsync("**/sign-in/passkey", async route =>
        {
            office.Advance(TimeSpan.FromMinutes(5));
            await route.ContinueAsync();
        });
        await clerk.ClickAsync("Sign in with a passkey");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(Refused);
        await clerk.Page.UnrouteAsync("**/sign-in/passkey");

        using var thief = new Caller(office.Address);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            using var wrong = await thief.SignInAsync(password: "not my password");
        }

        await clerk.Page.GotoAsync("/portal/account/sign-in");
        await clerk.ClickAsync("Sign in with a passkey");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(Refused);
        office.Advance(TimeSpan.FromMinutes(15));
        await clerk.ClickAsync("Sign in with a passkey");
        await clerk.SeesAsync("Home");
    }

    // The device signs where it was asked; an answer that was given to another place is worth nothing here.
    [Fact]
    public async Task An_answer_given_to_another_place_or_changed_on_its_way_counts_as_a_wrong_try()
    {
        await using var office = await Office.OpenAsync();
        await using var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.CarryPasskeysAsync();
        await EnterWithPasskeyAsync(clerk);
        await SignOutAsync(clerk);
        await clerk.Page.RouteAsync("**/sign-in/passkey", route => route.AbortAsync());
        var sent = await clerk.Page.RunAndWaitForRequestAsync(
            () => clerk.ClickAsync("Sign in with a passkey"),
            request => request.Url.EndsWith("/sign-in/passkey", StringComparison.Ordinal));
        var form = System.Web.HttpUtility.ParseQueryString(sent.PostData!);

        // By its number the gateway is another place than by its name, with the same form, question and answer.
        using var caller = new Caller(office.Address);
        using var elsewhere = await caller.FillAsync(
            "/portal/account/sign-in",
            "/portal/account/sign-in/passkey",
            ("question", form["question"]!),
            ("answer", form["answer"]!));
        using var forged = await caller.FillAsync(
            "/portal/account/sign-in", "/portal/account/sign-in/passkey", ("question", "x"), ("answer", "{"));

        Assert.Contains(Refused, await elsewhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(Refused, await forged.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var person = await office.Services.GetRequiredService<IPeople>().FindByEmailAsync(Office.Email, default);
        Assert.Equal(1, person!.Failures);
    }

    private static async Task EnterWithPasskeyAsync(Clerk clerk)
    {
        await clerk.Page.GotoAsync("/portal/account/passkeys");
        await clerk.SignInAsync();
        await MakeAsync(clerk, "Sari's phone");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Status)).ToBeVisibleAsync();
    }

    private static async Task MakeAsync(Clerk clerk, string name)
    {
        await clerk.Page.GetByLabel("A name, such as the device's").FillAsync(name);
        await clerk.Page.GetByLabel("Your password").FillAsync(Office.Password);
        await clerk.ClickAsync("Go on");
        await clerk.SeesAsync("Make a passkey");
        await clerk.CanBeUsedByAllAsync();
        await clerk.ClickAsync("Make the passkey");
        await clerk.SeesAsync("Passkeys");
    }

    private static async Task SignOutAsync(Clerk clerk)
    {
        await clerk.Page.GotoAsync("/portal/account");
        await clerk.ClickAsync("Sign out");
        await clerk.SeesAsync("Sign in to the portal");
    }

    private static async Task SendAsync(Clerk clerk, string question, string answer) => await clerk.Page.EvaluateAsync(
        """
        ([question, answer]) => {
          const form = document.querySelector('[data-passkey]');
          form.elements.question.value = question;
          form.elements.answer.value = answer;
          form.submit();
        }
        """,
        new[] { question, answer });
}

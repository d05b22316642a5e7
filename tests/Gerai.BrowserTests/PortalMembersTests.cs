using Gerai.BrowserTests.Support;
using Gerai.People;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>Members: their roles, invitations by mail, and pages of who may no longer what they could.</summary>
public sealed class PortalMembersTests(Chromium chromium)
{
    private const string Budi = "budi@kopisenja.example";

    [Fact]
    public async Task A_role_is_changed_after_a_question_and_not_against_somebody_elses_change()
    {
        await using var office = await Office.OpenAsync();
        var person = await office.JoinAsync(Role.Finance, Budi, "Budi");
        await using var clerk = await Clerk.EnterAsync(chromium, office, Device.Phone);
        await clerk.Page.GotoAsync("/portal/members");
        await clerk.SignInAsync();
        await clerk.SeesAsync("Members");

        await ChooseAsync(clerk, "Budi", "Developer");
        await clerk.CanBeUsedByAllAsync();
        await clerk.PictureAsync("members-role-phone-light");
        await ConfirmAsync(clerk, "Budi");
        await Assertions.Expect(clerk.Page.GetByText("Budi is now Developer.")).ToBeVisibleAsync();

        await ChooseAsync(clerk, "Budi", "Operation");
        await ChangeRoleAsync(office, person, Role.CustomerService);
        await ConfirmAsync(clerk, "Budi");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody else changed");
        await Assertions.Expect(clerk.Page.GetByLabel("Role of Budi", new() { Exact = true }))
            .ToHaveValueAsync("CustomerService");

        await ChooseAsync(clerk, "Sari Wulandari", "Finance");
        await ConfirmAsync(clerk, "Sari Wulandari");
        await Assertions.Expect(clerk.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The last administrator");
        await clerk.CanBeUsedByAllAsync();
        await clerk.Page.GotoAsync("/portal/activity");
        await Assertions.Expect(clerk.Page.GetByText("Finance → Developer")).ToBeVisibleAsync();
        Assert.Empty(clerk.Complaints);
    }

    [Theory]
    [InlineData("role")]
    [InlineData("membership")]
    [InlineData("session")]
    public async Task What_was_taken_away_while_a_page_is_open_is_refused_at_the_next_act(string taken)
    {
        await using var office = await Office.OpenAsync();
        var person = await office.JoinAsync(Role.Administrator, Budi, "Budi");
        await using var clerk = await OpenMembersAsync(office);

        await TakeAsync(office, person, taken);
        await clerk.Page.GetByLabel("E-mail address").FillAsync("siti@kopisenja.example");
        await clerk.ClickAsync("Invite");

        await IsToldAsync(clerk, taken);
        var members = office.Services.GetRequiredService<IMemberRepository>();
        Assert.Empty(await members.InvitationsAsync(office.Merchant.Id, office.Now, default));
    }

    // Its look at the session comes every fifteen seconds; nobody touches anything meanwhile.
    [Theory]
    [InlineData("membership")]
    [InlineData("session")]
    public async Task What_was_taken_away_closes_an_open_page_that_nobody_touches(string taken)
    {
        await using var office = await Office.OpenAsync();
        var person = await office.JoinAsync(Role.Administrator, Budi, "Budi");
        await using var clerk = await OpenMembersAsync(office);

        await TakeAsync(office, person, taken);

        await IsToldAsync(clerk, taken);
        await Assertions.Expect(clerk.Page.GetByText(Office.Email)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_invitation_is_mailed_and_mailed_again_with_another_link()
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var office = await Office.OpenAsync(mail: smtp.Options());
        await using var clerk = await Clerk.EnterAsync(chromium, office, Device.Phone);
        await using var guest = await Clerk.EnterAsync(chromium, office, Device.Phone);
        await clerk.Page.GotoAsync("/portal/members");
        await clerk.SignInAsync();
        await clerk.Page.GetByLabel("E-mail address").FillAsync(Budi);
        await clerk.Page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("Finance");
        await clerk.ClickAsync("Invite");
        await ToldOfMailAsync(clerk, $"The invitation was mailed to {Budi}.");
        var first = await LinkAsync(clerk);
        await clerk.CanBeUsedByAllAsync();
        await clerk.PictureAsync("members-mailed-phone-light");

        await clerk.ClickAsync($"Mail the invitation again {Budi}");
        await Assertions.Expect(clerk.Page.Locator("#invitation-link")).Not.ToHaveTextAsync(first);
        await ToldOfMailAsync(clerk, $"The invitation was mailed to {Budi}.");
        var second = await LinkAsync(clerk);
        await guest.Page.GotoAsync(first);
        await guest.SeesAsync("Page not found");
        await guest.Page.GotoAsync(second);
        await guest.SeesAsync("Invitation");

        Assert.Equal(2, smtp.Mails().Count);
        var mail = smtp.Mails()[1];
        Assert.Equal($"gerai@operator.example {Budi}", mail.Headers["X-Envelope"]);
        Assert.Equal("Undangan ke Kopi Senja / Invitation to Kopi Senja", mail.Subject);
        Assert.Contains(second, mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain(first, mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("sebagai Keuangan", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("as Finance", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_that_cannot_be_mailed_is_handed_over_by_its_link()
    {
        await using var smtp = await SmtpServer.StartAsync();
        smtp.Refuse(true);
        await using var office = await Office.OpenAsync(mail: smtp.Options());
        await using var clerk = await OpenMembersAsync(office, Office.Email);
        await clerk.Page.GetByLabel("E-mail address").FillAsync(Budi);
        await clerk.ClickAsync("Invite");

        await ToldOfMailAsync(clerk, "The mail could not be sent; hand over this link.");
        await clerk.CanBeUsedByAllAsync();
        await clerk.Page.GotoAsync(await LinkAsync(clerk));
        await clerk.SeesAsync("Invitation");
        Assert.Empty(smtp.Mails());
    }

    private async Task<Clerk> OpenMembersAsync(Office office, string email = Budi)
    {
        var clerk = await Clerk.EnterAsync(chromium, office);
        await clerk.Page.GotoAsync("/portal/members");
        await clerk.SignInAsync(email);
        await clerk.SeesAsync("Members");
        return clerk;
    }

    private static Task ToldOfMailAsync(Clerk clerk, string words) =>
        Assertions.Expect(clerk.Page.Locator("#invitation-mail")).ToHaveTextAsync(words, new() { Timeout = 30_000 });

    private static async Task<string> LinkAsync(Clerk clerk) =>
        (await clerk.Page.Locator("#invitation-link").TextContentAsync())!;

    private static async Task ChooseAsync(Clerk clerk, string name, string role) =>
        await clerk.Page.GetByLabel($"Role of {name}", new() { Exact = true }).SelectOptionAsync(role);

    private static async Task ConfirmAsync(Clerk clerk, string name)
    {
        await clerk.ClickAsync($"Change role of {name}");
        await clerk.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
    }

    private static async Task TakeAsync(Office office, Person person, string what)
    {
        switch (what)
        {
            case "role":
                await ChangeRoleAsync(office, person, Role.Finance);
                break;
            case "membership":
                var members = office.Services.GetRequiredService<IMemberRepository>();
                var member = await members.FindAsync(office.Merchant.Id, person.Id, default);
                await members.RemoveAsync(member!, new Actor("operator"), office.Now, default);
                break;
            default:
                await office.Services.GetRequiredService<IPersonSessionRepository>()
                    .EndAllAsync(person.Id, except: null, default);
                break;
        }
    }

    private static async Task IsToldAsync(Clerk clerk, string taken)
    {
        await clerk.SeesAsync(taken is "session" ? "Sign in to the portal" : "Not part of your role");
        if (taken is "session")
        {
            await Assertions.Expect(clerk.Page.GetByText("Your session has ended")).ToBeVisibleAsync();
        }
    }

    private static async Task ChangeRoleAsync(Office office, Person person, Role to)
    {
        var members = office.Services.GetRequiredService<IMemberRepository>();
        var member = await members.FindAsync(office.Merchant.Id, person.Id, default);
        Assert.Equal(
            MemberChange.Changed,
            await members.ChangeRoleAsync(member!, to, new Actor("operator"), office.Now, default));
    }
}

using Gerai.Dashboard.Account;
using Gerai.Dashboard.Frame;
using Gerai.People;
using Gerai.Values;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Gerai.Dashboard.Pages;

/// <summary>Who works for the merchant, as what, and who is asked to.</summary>
public sealed partial class Members
{
    private readonly Dictionary<PersonId, Role> wanted = [];
    private IReadOnlyList<Member> members = [];
    private IReadOnlyList<Invitation> invitations = [];
    private string email = "";
    private Role role = Role.Operation;
    private string? complaint;
    private string? news;
    private string? invited;
    private string? link;

    // Of the newest invitation: on its way, sent, or not.
    private bool isMailing;
    private bool? mailed;

    [Inject]
    private IMemberRepository Repository { get; set; } = null!;

    [Inject]
    private Invitations Invitations { get; set; } = null!;

    [Inject]
    private InvitationPost Post { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    private string Title => Say("Anggota", "Members");

    private string AgainWord => Post.IsOn
        ? Say("Kirim ulang undangan", "Mail the invitation again")
        : Say("Tautan baru", "New link");

    private string? MailWords => (isMailing, mailed) switch
    {
        (true, _) => Say($"Undangan sedang dikirim ke {invited} …", $"The invitation is being mailed to {invited} …"),
        (_, true) => Say($"Undangan sudah dikirim ke {invited}.", $"The invitation was mailed to {invited}."),
        (_, false) => Say(
            "E-mail tidak dapat dikirim; serahkan sendiri tautan ini.",
            "The mail could not be sent; hand over this link."),
        _ => null,
    };

    protected override async Task LoadAsync()
    {
        wanted.Clear();
        members = await Repository.MembersAsync(Merchant, Left);
        invitations = await Repository.InvitationsAsync(Merchant, Time.GetUtcNow(), Left);
    }

    private Task InviteAsync()
    {
        if (EmailAddress.TryOf(email.Trim(), out var address))
        {
            return InviteAsync(address, role);
        }

        Forget();
        complaint = Say("Ini bukan alamat e-mail.", "This is not an e-mail address.");
        return Task.CompletedTask;
    }

    // The older link opens nothing from then on.
    private Task InviteAgainAsync(Invitation open) => InviteAsync(open.Email, open.Role!.Value);

    private async Task InviteAsync(EmailAddress address, Role asWhat)
    {
        Forget();
        if (!await MayStillAsync(Permission.ManageMembers))
        {
            return;
        }

        var made = await Invitations.InviteAsync(Merchant, address, asWhat, Actor, Left);
        if (made.Result is not InviteResult.Invited)
        {
            complaint = Say($"{address} sudah menjadi anggota.", $"{address} is a member already.");
            return;
        }

        (invited, email) = (address.Text, "");
        var to = new Uri(new Uri(Navigation.BaseUri), Invitations.Path(made.Token));
        link = to.AbsoluteUri;
        await LoadAsync();
        if (Post.IsOn)
        {
            isMailing = true;
            Begin(() => MailAsync(made.Invitation, to));
        }
    }

    // Nobody waits for the mail server: the link is on the screen already.
    private async Task MailAsync(Invitation invitation, Uri to)
    {
        var isSent = await Post.TrySendAsync(invitation, to);
        if (link == to.AbsoluteUri)
        {
            (isMailing, mailed) = (false, isSent);
        }
    }

    private async Task WithdrawAsync(Invitation invitation)
    {
        Forget();
        if (await MayStillAsync(Permission.ManageMembers))
        {
            await Repository.WithdrawAsync(Merchant, invitation.Id, Actor, Time.GetUtcNow(), Left);
            await LoadAsync();
        }
    }

    private Role WantedFor(Member member) => wanted.GetValueOrDefault(member.Person, member.Role);

    private void Choose(Member member, ChangeEventArgs chosen)
    {
        if (Enum.TryParse<Role>(chosen.Value?.ToString(), out var one) && Enum.IsDefined(one))
        {
            wanted[member.Person] = one;
        }
    }

    private async Task ChangeRoleAsync(Member member)
    {
        Forget();
        var to = WantedFor(member);
        var (now, then) = (RoleNames.Of(member.Role, Language), RoleNames.Of(to, Language));
        var isOwn = member.Person == Visit.Person;
        var isSure = await Dialogs.ShowMessageBoxAsync(
            Say("Ganti peran?", "Change the role?"),
            Say($"{member.Name}: {now} menjadi {then}.", $"{member.Name}: from {now} to {then}.")
                + (isOwn ? Say(" Itu Anda sendiri.", " That is yourself.") : ""),
            Say("Ganti", "Change"),
            cancelText: Say("Batal", "Cancel"));
        if (isSure is not true)
        {
            wanted.Remove(member.Person);
            return;
        }

        if (!await MayStillAsync(Permission.ManageMembers))
        {
            return;
        }

        var change = await Repository.ChangeRoleAsync(member, to, Actor, Time.GetUtcNow(), Left);
        complaint = ComplaintOf(change);
        await LoadAsync();
        if (change is MemberChange.Changed)
        {
            news = Say($"{member.Name} sekarang {then}.", $"{member.Name} is now {then}.");
            await MayStillAsync(Permission.SeeMembers);
        }
    }

    private async Task RemoveAsync(Member member)
    {
        Forget();
        var isSure = await Dialogs.ShowMessageBoxAsync(
            Say("Keluarkan anggota?", "Remove this member?"),
            Say(
                $"{member.Name} tidak dapat lagi melihat atau mengubah apa pun di sini.",
                $"{member.Name} can no longer see or change anything here."),
            Say("Keluarkan", "Remove"),
            cancelText: Say("Batal", "Cancel"));
        if (isSure is not true || !await MayStillAsync(Permission.ManageMembers))
        {
            return;
        }

        complaint = ComplaintOf(await Repository.RemoveAsync(member, Actor, Time.GetUtcNow(), Left));
        await LoadAsync();
    }

    private void Forget()
    {
        (complaint, news, link, mailed) = (null, null, null, null);
        isMailing = false;
    }

    private string? ComplaintOf(MemberChange change) => change switch
    {
        MemberChange.Changed => null,
        MemberChange.Overtaken => Say(
            "Anggota ini baru saja diubah orang lain; daftarnya sudah diperbarui.",
            "Somebody else changed this member just now; the list is up to date again."),
        MemberChange.LastAdministrator => Say(
            "Merchant ini harus tetap punya satu administrator.", "The last administrator stays administrator."),
    };
}

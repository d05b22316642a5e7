using Gerai.People;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IMemberRepository"/> promises about invitations.</summary>
public abstract class InvitationContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Token = "the-token-of-the-first-link";
    private const string Email = "sri@shop.example";

    private static readonly DateTimeOffset End = Now + Invitations.ValidFor;

    private readonly Person sri = SomePeople.Person(Email);

    private MemberRepository Members => MembersOf(Books);

    private PeopleRepository People => new(Books.Database, Books.Group, Some.Seal);

    private ActivityLog Log => new(Books.Database, Books.Group, Some.Seal);

    [Fact]
    public async Task An_invitation_makes_a_person_and_a_member_and_is_used_up()
    {
        await InvitedAsync();
        Assert.Equal(SomePeople.Invitation(Email), await Members.FindInvitationAsync(Token, Now, Cancel));
        Assert.Equal(
            [SomePeople.Invitation(Email)], await Members.InvitationsAsync(Some.MerchantId, Now, Cancel));

        Assert.Equal(AcceptResult.Accepted, await AcceptAsync(Members, sri));

        Assert.Equivalent(sri, await People.FindAsync(sri.Id, Cancel), strict: true);
        Assert.Equal(
            Role.Administrator, (await Members.FindAsync(Some.MerchantId, sri.Id, Cancel))!.Role);
        Assert.Null(await Members.FindInvitationAsync(Token, Now, Cancel));
        Assert.Empty(await Members.InvitationsAsync(Some.MerchantId, Now, Cancel));
        Assert.Equal(AcceptResult.NotValid, await AcceptAsync(Members, sri, isNew: false));
        var lines = await Log.ReadAsync(Some.MerchantId, null, 10, Cancel);
        Assert.Equal(
            [(ActivityKind.MemberJoined, Email, "203.0.113.7"), (ActivityKind.MemberInvited, "operator budi", null)],
            lines.Select(line => (line.Activity.Kind, line.Activity.By.Name, line.Activity.By.From)));
        Assert.All(lines, line => Assert.Equal((Email, "Administrator"), (line.Activity.About, line.Activity.After)));
    }

    [Fact]
    public async Task Of_many_who_accept_one_link_at_once_one_becomes_a_member()
    {
        await using var node = Books.SecondNode();
        IMemberRepository[] nodes = [Members, MembersOf(node)];
        await InvitedAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
            () => AcceptAsync(nodes[i % 2], SomePeople.Person(Email, seed: i)), Cancel)));

        Assert.Single(results, result => result is AcceptResult.Accepted);
        Assert.Equal(9, results.Count(result => result is AcceptResult.NotValid));
        Assert.Equal((1, 1), (await Books.CountAsync("people"), await Books.CountAsync("members")));
        Assert.Null(await Log.FindBrokenAsync(Some.MerchantId, Cancel));
    }

    [Fact]
    public async Task A_link_that_is_unknown_too_old_withdrawn_replaced_or_somebody_elses_is_the_same_nothing()
    {
        await InvitedAsync();

        Assert.NotNull(await Members.FindInvitationAsync(Token, End.AddMilliseconds(-1), Cancel));
        Assert.Null(await Members.FindInvitationAsync(Token, End, Cancel));
        Assert.Equal(AcceptResult.NotValid, await Members.AcceptAsync(Token, sri, true, null, End, Cancel));
        Assert.Null(await Members.FindInvitationAsync("another token", Now, Cancel));
        Assert.Equal(AcceptResult.NotValid, await AcceptAsync(Members, SomePeople.Person("else@shop.example")));

        var again = SomePeople.Invitation(Email, Role.Finance, "second");
        await Members.InviteAsync(again, "second token", SomePeople.Operator, Cancel);
        Assert.Equal(AcceptResult.NotValid, await AcceptAsync(Members, sri));
        Assert.Equal([again], await Members.InvitationsAsync(Some.MerchantId, Now, Cancel));

        var foreign = MerchantId.Of(GatewayEnvironment.Sandbox, "G100200301");
        Assert.False(await Members.WithdrawAsync(foreign, again.Id, SomePeople.Operator, Now, Cancel));
        Assert.True(await Members.WithdrawAsync(Some.MerchantId, again.Id, SomePeople.Operator, Now, Cancel));
        Assert.False(await Members.WithdrawAsync(Some.MerchantId, again.Id, SomePeople.Operator, Now, Cancel));
        Assert.Null(await Members.FindInvitationAsync("second token", Now, Cancel));
        Assert.Equal((0, 0), (await Books.CountAsync("people"), await Books.CountAsync("members")));
    }

    [Fact]
    public async Task Who_has_an_account_meanwhile_signs_in_and_accepts_the_same_link()
    {
        await InvitedAsync();
        Assert.True(await People.AddAsync(sri, Cancel));

        Assert.Equal(AcceptResult.EmailTaken, await AcceptAsync(Members, SomePeople.Person(Email, seed: 2)));
        Assert.NotNull(await Members.FindInvitationAsync(Token, Now, Cancel));
        Assert.Equal(AcceptResult.Accepted, await AcceptAsync(Members, sri, isNew: false));
        Assert.Equal([sri.Id], (await Members.MembersAsync(Some.MerchantId, Cancel)).Select(one => one.Person));
    }

    [Fact]
    public async Task An_operator_is_invited_without_a_merchant()
    {
        var invitation = SomePeople.Invitation(Email, role: null);
        Assert.Equal(InviteResult.Invited, await Members.InviteAsync(invitation, Token, SomePeople.Operator, Cancel));
        Assert.Equal([invitation], await Members.InvitationsAsync(null, Now, Cancel));

        Assert.Equal(AcceptResult.Accepted, await AcceptAsync(Members, sri));

        Assert.Equal(Now, (await People.FindAsync(sri.Id, Cancel))!.OperatorSince);
        Assert.Empty(await Members.MembershipsAsync(sri.Id, Cancel));
        Assert.Equal(
            [ActivityKind.OperatorJoined, ActivityKind.OperatorInvited],
            (await Log.ReadAsync(null, null, 10, Cancel)).Select(line => line.Activity.Kind));
        Assert.Equal(
            InviteResult.AlreadyIn,
            await Members.InviteAsync(invitation with { Id = "again" }, "again", SomePeople.Operator, Cancel));
    }

    [Fact]
    public async Task Nobody_is_invited_to_no_merchant_nor_where_they_are_in_already()
    {
        Assert.Equal(
            InviteResult.NoSuchMerchant,
            await Members.InviteAsync(SomePeople.Invitation(Email), Token, SomePeople.Operator, Cancel));
        await InvitedAsync();
        await AcceptAsync(Members, sri);

        var again = SomePeople.Invitation("SRI@shop.example", Role.Finance);
        Assert.Equal(
            InviteResult.AlreadyIn, await Members.InviteAsync(again, "again", SomePeople.Operator, Cancel));
        Assert.Equal(1, await Books.CountAsync("invitations"));
    }

    [Fact]
    public async Task A_token_stands_nowhere_in_the_books()
    {
        await InvitedAsync();
        await AcceptAsync(Members, sri);

        foreach (var table in new[] { "invitations", "activity", "activity_heads", "members", "people" })
        {
            var rows = await Books.ReadAsync<object>($"select * from {table}");
            Assert.NotEmpty(rows);
            Assert.DoesNotContain(Token, string.Join('\n', rows), StringComparison.Ordinal);
        }
    }

    private static MemberRepository MembersOf(TestDatabase books) => new(books.Database, books.Group, Some.Seal);

    private static Task<AcceptResult> AcceptAsync(IMemberRepository members, Person person, bool isNew = true) =>
        members.AcceptAsync(Token, person, isNew, "203.0.113.7", Now, Cancel);

    private async Task InvitedAsync()
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        Assert.Equal(
            InviteResult.Invited,
            await Members.InviteAsync(SomePeople.Invitation(Email), Token, SomePeople.Operator, Cancel));
    }
}

public sealed class SqliteInvitationTests() : InvitationContract(DatabaseKind.Sqlite);

public sealed class PostgresInvitationTests() : InvitationContract(DatabaseKind.Postgres);

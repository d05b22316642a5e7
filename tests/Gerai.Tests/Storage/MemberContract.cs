using Gerai.People;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>
/// What <see cref="IMemberRepository"/> promises about members; invitations have a suite of their own.
/// </summary>
public abstract class MemberContract(DatabaseKind kind) : StorageContract(kind)
{
    private protected MemberRepository Members => MembersOf(Books);

    private ActivityLog Log => new(Books.Database, Books.Group, Some.Seal);

    [Fact]
    public async Task A_member_is_found_by_merchant_and_by_person_and_nowhere_else()
    {
        var sri = await JoinedAsync("sri@shop.example", Role.Administrator);

        Assert.Equal([sri], await Members.MembersAsync(Some.MerchantId, Cancel));
        Assert.Equal([sri], await Members.MembershipsAsync(sri.Person, Cancel));
        Assert.Equal(sri, await Members.FindAsync(Some.MerchantId, sri.Person, Cancel));
        var production = MerchantId.Of(GatewayEnvironment.Production, Some.MerchantId.Number);
        Assert.Null(await Members.FindAsync(production, sri.Person, Cancel));
        Assert.Empty(await Members.MembersAsync(production, Cancel));
    }

    [Fact]
    public async Task A_role_changes_and_a_member_goes_each_with_its_line()
    {
        var sri = await JoinedAsync("sri@shop.example", Role.Administrator);
        var budi = await JoinedAsync("budi@shop.example", Role.Finance);
        var by = new Actor("sri@shop.example", sri.Person, "203.0.113.7");

        Assert.Equal(MemberChange.Changed, await Members.ChangeRoleAsync(budi, Role.Developer, by, Now, Cancel));
        var changed = budi with { Role = Role.Developer };
        Assert.Equal(changed, await Members.FindAsync(Some.MerchantId, budi.Person, Cancel));
        Assert.Equal(MemberChange.Changed, await Members.RemoveAsync(changed, by, Now.AddMinutes(1), Cancel));
        Assert.Null(await Members.FindAsync(Some.MerchantId, budi.Person, Cancel));

        var lines = await Log.ReadAsync(Some.MerchantId, before: null, most: 2, Cancel);
        Assert.Equal(
            [
                new Activity
                {
                    Merchant = Some.MerchantId,
                    Kind = ActivityKind.MemberRemoved,
                    By = by,
                    At = Now.AddMinutes(1),
                    About = "budi@shop.example",
                    Before = "Developer",
                },
                new Activity
                {
                    Merchant = Some.MerchantId,
                    Kind = ActivityKind.RoleChanged,
                    By = by,
                    At = Now,
                    About = "budi@shop.example",
                    Before = "Finance",
                    After = "Developer",
                },
            ],
            lines.Select(line => line.Activity));
        Assert.Null(await Log.FindBrokenAsync(Some.MerchantId, Cancel));
    }

    [Fact]
    public async Task Who_saw_an_older_role_changes_nothing()
    {
        await JoinedAsync("sri@shop.example", Role.Administrator);
        var budi = await JoinedAsync("budi@shop.example", Role.Finance);
        await Members.ChangeRoleAsync(budi, Role.Developer, SomePeople.Operator, Now, Cancel);
        var lines = await Books.CountAsync("activity");

        Assert.Equal(
            MemberChange.Overtaken,
            await Members.ChangeRoleAsync(budi, Role.Operation, SomePeople.Operator, Now, Cancel));
        Assert.Equal(
            MemberChange.Overtaken, await Members.RemoveAsync(budi, SomePeople.Operator, Now, Cancel));
        var nobody = budi with { Person = PersonId.New(new SeededRandom(99)) };
        Assert.Equal(
            MemberChange.Overtaken, await Members.RemoveAsync(nobody, SomePeople.Operator, Now, Cancel));
        Assert.Equal(lines, await Books.CountAsync("activity"));
    }

    [Fact]
    public async Task The_last_administrator_neither_goes_nor_becomes_less()
    {
        var sri = await JoinedAsync("sri@shop.example", Role.Administrator);
        await JoinedAsync("budi@shop.example", Role.Finance);

        Assert.Equal(
            MemberChange.LastAdministrator, await Members.RemoveAsync(sri, SomePeople.Operator, Now, Cancel));
        Assert.Equal(
            MemberChange.LastAdministrator,
            await Members.ChangeRoleAsync(sri, Role.Operation, SomePeople.Operator, Now, Cancel));
        Assert.Equal(sri, await Members.FindAsync(Some.MerchantId, sri.Person, Cancel));
    }

    [Fact]
    public async Task Administrators_who_remove_each_other_at_once_on_two_nodes_leave_one()
    {
        await using var node = Books.SecondNode();
        IMemberRepository[] nodes = [Members, MembersOf(node)];
        var administrators = new List<Member>();
        for (var i = 0; i < 6; i++)
        {
            administrators.Add(await JoinedAsync($"a{i}@shop.example", Role.Administrator));
        }

        var results = await Task.WhenAll(administrators.Select((one, i) => Task.Run(
            () => i % 3 == 0
                ? nodes[i % 2].ChangeRoleAsync(one, Role.Finance, SomePeople.Operator, Now, Cancel)
                : nodes[i % 2].RemoveAsync(one, SomePeople.Operator, Now, Cancel),
            Cancel)));

        Assert.Single(results, result => result is MemberChange.LastAdministrator);
        Assert.Equal(5, results.Count(result => result is MemberChange.Changed));
        Assert.Single(
            await Members.MembersAsync(Some.MerchantId, Cancel), member => member.Role is Role.Administrator);
        Assert.Null(await Log.FindBrokenAsync(Some.MerchantId, Cancel));
    }

    private static MemberRepository MembersOf(TestDatabase books) => new(books.Database, books.Group, Some.Seal);

    private protected async Task<Member> JoinedAsync(string email, Role role)
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        var (invitation, person) = (SomePeople.Invitation(email, role), SomePeople.Person(email));
        Assert.Equal(
            InviteResult.Invited, await Members.InviteAsync(invitation, email, SomePeople.Operator, Cancel));
        Assert.Equal(
            AcceptResult.Accepted, await Members.AcceptAsync(email, person, isNew: true, null, Now, Cancel));
        return (await Members.FindAsync(Some.MerchantId, person.Id, Cancel))!;
    }
}

public sealed class SqliteMemberTests() : MemberContract(DatabaseKind.Sqlite);

public sealed class PostgresMemberTests() : MemberContract(DatabaseKind.Postgres)
{
    // Only here can a second writer be in the midst of a transaction: SQLite lets in one at a time.
    [Fact]
    public async Task Who_is_removed_while_another_node_removes_the_other_administrator_stays()
    {
        var sri = await JoinedAsync("sri@shop.example", Role.Administrator);
        var budi = await JoinedAsync("budi@shop.example", Role.Administrator);
        await using var other = await Books.Database.OpenAsync(Cancel);
        await using var transaction = await other.BeginTransactionAsync(Cancel);
        await using var removal = other.CreateCommand();
        removal.CommandText =
            $"update activity_heads set number = number; delete from members where person_id = '{sri.Person}'";
        await removal.ExecuteNonQueryAsync(Cancel);

        var removing = Members.RemoveAsync(budi, SomePeople.Operator, Now, Cancel);
        await Books.UntilSomebodyWaitsForALockAsync();
        await transaction.CommitAsync(Cancel);

        Assert.Equal(MemberChange.LastAdministrator, await removing);
        Assert.Equal([budi], await Members.MembersAsync(Some.MerchantId, Cancel));
    }
}

using Gerai.People;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.AspNetCore.Identity;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IPeople"/> and <see cref="IPasskeys"/> promise.</summary>
public abstract class PeopleContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string AuthenticatorKey = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    private readonly Person sri = SomePeople.Person();

    private PeopleRepository People => PeopleOf(Books);

    private PasskeyRepository Passkeys => new(Books.Database, Books.Group, Some.Seal);

    [Fact]
    public async Task A_person_is_found_by_id_and_by_address_in_large_or_small_letters()
    {
        sri.AuthenticatorKey = AuthenticatorKey;
        sri.TwoFactorSince = Now;
        Assert.True(await People.AddAsync(sri, Cancel));

        Assert.Equivalent(sri, await People.FindAsync(sri.Id, Cancel), strict: true);
        Assert.Equivalent(sri, await People.FindByEmailAsync("SRI@shop.Example", Cancel), strict: true);
        Assert.Null(await People.FindByEmailAsync("sri@shop.exampl", Cancel));
    }

    [Fact]
    public async Task An_address_is_one_person()
    {
        Assert.True(await People.AddAsync(sri, Cancel));

        Assert.False(await People.AddAsync(SomePeople.Person("SRI@shop.example", seed: 2), Cancel));
        Assert.Equal(1, await Books.CountAsync("people"));
    }

    [Fact]
    public async Task Of_two_edits_of_one_person_the_second_is_refused()
    {
        await People.AddAsync(sri, Cancel);
        var other = (await People.FindAsync(sri.Id, Cancel))!;
        sri.Name = "Sri W.";
        other.PasswordHash = "another hash";

        Assert.True(await People.SaveAsync(sri, Cancel));
        Assert.False(await People.SaveAsync(other, Cancel));
        Assert.Equivalent(sri, await People.FindAsync(sri.Id, Cancel), strict: true);
        Assert.True(await People.SaveAsync(sri, Cancel));
    }

    // Protocol 7.11.
    [Fact]
    public async Task Wrong_tries_at_once_are_all_counted_and_a_save_undoes_no_lock()
    {
        await using var node = Books.SecondNode();
        IPeople[] nodes = [People, PeopleOf(node)];
        await People.AddAsync(sri, Cancel);
        var until = Now.AddMinutes(15);

        await AtOnceAsync(4, i => nodes[i % 2].CountFailureAsync(sri.Id, 5, until, Cancel));
        Assert.Equal(4, (await People.FindAsync(sri.Id, Cancel))!.Failures);
        Assert.Equal((0, until), await People.CountFailureAsync(sri.Id, 5, until, Cancel));
        Assert.True(await People.SaveAsync(sri, Cancel));

        var locked = (await People.FindAsync(sri.Id, Cancel))!;
        Assert.True(locked.IsLockedAt(until.AddMilliseconds(-1)));
        Assert.False(locked.IsLockedAt(until));

        Assert.Equal((1, until), await People.CountFailureAsync(sri.Id, 5, until.AddHours(1), Cancel));
        await People.ForgetFailuresAsync(sri.Id, Cancel);
        await People.LockAsync(sri.Id, null, Cancel);
        Assert.Equivalent(sri, await People.FindAsync(sri.Id, Cancel), strict: true);
    }

    [Fact]
    public async Task A_recovery_code_opens_once_whoever_is_first_and_new_ones_end_the_old()
    {
        await using var node = Books.SecondNode();
        IPeople[] nodes = [People, PeopleOf(node)];
        var other = SomePeople.Person("other@shop.example");
        await People.ReplaceRecoveryCodesAsync(sri.Id, ["AAAAA-AAAAA", "BBBBB-BBBBB"], Cancel);
        await People.ReplaceRecoveryCodesAsync(other.Id, ["AAAAA-AAAAA"], Cancel);

        var used = await AtOnceAsync(10, i => nodes[i % 2].UseRecoveryCodeAsync(sri.Id, "AAAAA-AAAAA", Cancel));

        Assert.Single(used, isUsed => isUsed);
        Assert.Equal(1, await People.CountRecoveryCodesAsync(sri.Id, Cancel));
        Assert.Equal(1, await People.CountRecoveryCodesAsync(other.Id, Cancel));
        await People.ReplaceRecoveryCodesAsync(sri.Id, ["CCCCC-CCCCC"], Cancel);
        Assert.False(await People.UseRecoveryCodeAsync(sri.Id, "BBBBB-BBBBB", Cancel));
    }

    [Fact]
    public async Task A_time_step_of_the_authenticator_is_used_once_and_none_before_it()
    {
        await using var node = Books.SecondNode();
        IPeople[] nodes = [People, PeopleOf(node)];
        await People.AddAsync(sri, Cancel);

        var used = await AtOnceAsync(10, i => nodes[i % 2].UseAuthenticatorStepAsync(sri.Id, 7, Cancel));

        Assert.Single(used, isUsed => isUsed);
        Assert.False(await People.UseAuthenticatorStepAsync(sri.Id, 6, Cancel));
        Assert.True(await People.UseAuthenticatorStepAsync(sri.Id, 8, Cancel));
    }

    [Fact]
    public async Task A_passkey_is_kept_as_it_came_and_only_its_owner_changes_it()
    {
        var (credential, other) = (new byte[] { 1, 2, 3 }, SomePeople.Person("other@shop.example"));
        var passkey = Passkey(credential, signCount: 1, name: "Phone");
        Assert.True(await Passkeys.AddOrUpdateAsync(sri.Id, passkey, Cancel));
        Assert.Equivalent(passkey, Assert.Single(await Passkeys.OfAsync(sri.Id, Cancel)), strict: true);
        Assert.Equal(sri.Id, await Passkeys.FindOwnerAsync(credential, Cancel));

        var later = Passkey(credential, signCount: uint.MaxValue, name: "My phone");
        Assert.False(await Passkeys.AddOrUpdateAsync(other.Id, later, Cancel));
        Assert.False(await Passkeys.RemoveAsync(other.Id, credential, Cancel));
        Assert.True(await Passkeys.AddOrUpdateAsync(sri.Id, later, Cancel));
        Assert.Equivalent(later, Assert.Single(await Passkeys.OfAsync(sri.Id, Cancel)), strict: true);

        Assert.True(await Passkeys.RemoveAsync(sri.Id, credential, Cancel));
        Assert.Null(await Passkeys.FindOwnerAsync(credential, Cancel));
        Assert.Empty(await Passkeys.OfAsync(sri.Id, Cancel));
    }

    [Fact]
    public async Task A_passkey_that_signs_in_counts_on_and_one_that_is_gone_does_not_come_back()
    {
        byte[] credential = [1, 2, 3];
        await Passkeys.AddOrUpdateAsync(sri.Id, Passkey(credential, signCount: 0, "Phone"), Cancel);
        Assert.True(await Passkeys.NoteUseAsync(sri.Id, Passkey(credential, signCount: 0, "Phone"), Cancel));
        Assert.True(await Passkeys.NoteUseAsync(sri.Id, Passkey(credential, signCount: 0, "Phone"), Cancel));
        var once = await AtOnceAsync(
            4, _ => Passkeys.NoteUseAsync(sri.Id, Passkey(credential, signCount: 7, "Phone"), Cancel));
        Assert.Single(once, isNoted => isNoted);

        var other = SomePeople.Person("other@shop.example");
        Assert.False(await Passkeys.RenameAsync(other.Id, credential, "Mine", Cancel));
        Assert.True(await Passkeys.RenameAsync(sri.Id, credential, "Old phone", Cancel));
        Assert.Equal("Old phone", Assert.Single(await Passkeys.OfAsync(sri.Id, Cancel)).Name);

        await Passkeys.RemoveAsync(sri.Id, credential, Cancel);
        Assert.False(await Passkeys.NoteUseAsync(sri.Id, Passkey(credential, signCount: 8, "Phone"), Cancel));
        Assert.False(await Passkeys.RenameAsync(sri.Id, credential, "Phone", Cancel));
        Assert.Empty(await Passkeys.OfAsync(sri.Id, Cancel));
    }

    [Fact]
    public async Task A_question_to_passkeys_is_answered_once_and_forgotten_when_its_time_is_over()
    {
        var until = Now.AddMinutes(5);
        var once = await AtOnceAsync(4, _ => Passkeys.UseChallengeAsync("first", until, Now, Cancel));
        Assert.Single(once, isUsed => isUsed);
        Assert.True(await Passkeys.UseChallengeAsync("second", until.AddMinutes(1), Now.AddMinutes(1), Cancel));
        Assert.False(await Passkeys.UseChallengeAsync("first", until, until.AddMilliseconds(-1), Cancel));

        Assert.True(await Passkeys.UseChallengeAsync("third", until.AddMinutes(2), until, Cancel));
        Assert.Equal(2, await Books.CountAsync("answered_challenges"));
    }

    [Fact]
    public async Task Nothing_that_signs_in_stands_in_plain_text()
    {
        sri.AuthenticatorKey = AuthenticatorKey;
        await People.AddAsync(sri, Cancel);
        await People.SaveAsync(sri, Cancel);
        await People.ReplaceRecoveryCodesAsync(sri.Id, ["AAAAA-AAAAA"], Cancel);

        var rows = string.Join('\n', await Books.ReadAsync<object>("select * from people"))
            + string.Join('\n', await Books.ReadAsync<object>("select * from recovery_codes"));
        Assert.Contains("Sri Wahyuni", rows, StringComparison.Ordinal);
        Assert.DoesNotContain(AuthenticatorKey, rows, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAAA-AAAAA", rows, StringComparison.Ordinal);
    }

    private static PeopleRepository PeopleOf(TestDatabase books) => new(books.Database, books.Group, Some.Seal);

    private static Task<T[]> AtOnceAsync<T>(int count, Func<int, Task<T>> tryIt) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => tryIt(i), Cancel)));

    private static UserPasskeyInfo Passkey(byte[] credential, uint signCount, string name) =>
        new(credential, [4, 5], Now, signCount, ["internal", "hybrid"], true, true, false, [6], [7, 8])
        {
            Name = name,
        };
}

public sealed class SqlitePeopleTests() : PeopleContract(DatabaseKind.Sqlite);

public sealed class PostgresPeopleTests() : PeopleContract(DatabaseKind.Postgres);

using Gerai.People;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Storage;

/// <summary>ASP.NET Core Identity's own user manager over our books: what a sign-in page will ask of it.</summary>
public abstract class PersonAccountsContract(DatabaseKind kind) : StorageContract(kind)
{
    private const string Password = "batik parang rusak";
    private const string Token = "the-token-of-the-link";

    private readonly FakeTimeProvider clock = new(Now);

    [Fact]
    public async Task Who_was_invited_makes_an_account_with_a_password_that_is_long_enough()
    {
        await using var services = Services();
        var accounts = services.GetRequiredService<PersonAccounts>();
        await InvitedAsync(services);

        var weak = await accounts.JoinAsync(Token, "Sri", "too short", null);
        Assert.Equal(["PasswordTooShort"], weak.Complaints!.Select(complaint => complaint.Code));
        var joined = await accounts.JoinAsync(Token, "Sri", Password, "203.0.113.7");
        Assert.Equal(AcceptResult.Accepted, joined.Result);
        Assert.Equal(AcceptResult.NotValid, (await accounts.JoinAsync(Token, "Sri", Password, null)).Result);

        var sri = (await accounts.FindByNameAsync("Sri@Shop.example"))!;
        Assert.Equal(joined.Person!.Id, sri.Id);
        Assert.True(await accounts.CheckPasswordAsync(sri, Password));
        Assert.False(await accounts.CheckPasswordAsync(sri, Password + " "));
    }

    // Identity writes: a byte of form, then the hash, iterations and salt length as numbers of four bytes.
    [Fact]
    public async Task A_password_is_kept_as_600_000_rounds_of_SHA_512()
    {
        await using var services = Services(iterations: null);
        var hash = Convert.FromBase64String(services.GetRequiredService<IPasswordHasher<Person>>().HashPassword(
            SomePeople.Person(), Password));

        Assert.Equal([0x01, 0, 0, 0, 2, 0x00, 0x09, 0x27, 0xC0], hash[..9]);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_an_account_for_fifteen_minutes_7_11()
    {
        await using var services = Services();
        var accounts = services.GetRequiredService<PersonAccounts>();
        var sri = await NewAsync(accounts);
        for (var i = 0; i < 5; i++)
        {
            Assert.False(await accounts.IsLockedOutAsync(sri));
            Assert.False(await accounts.CheckPasswordAsync(sri, "wrong wrong wrong"));
            await accounts.AccessFailedAsync(sri);
        }

        Assert.True(await accounts.IsLockedOutAsync(sri));
        Assert.False(await accounts.CheckPasswordAsync(sri, Password));
        clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromMilliseconds(1));
        Assert.True(await accounts.IsLockedOutAsync((await accounts.FindByIdAsync(sri.Id.Text))!));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(await accounts.IsLockedOutAsync(sri));
        Assert.True(await accounts.CheckPasswordAsync(sri, Password));
    }

    [Fact]
    public async Task A_right_password_between_wrong_ones_begins_the_count_anew()
    {
        await using var services = Services();
        var accounts = services.GetRequiredService<PersonAccounts>();
        var sri = await NewAsync(accounts);
        for (var i = 0; i < 8; i++)
        {
            await accounts.AccessFailedAsync(sri);
            if (i == 3)
            {
                await accounts.ResetAccessFailedCountAsync(sri);
            }
        }

        Assert.Equal(4, await accounts.GetAccessFailedCountAsync((await accounts.FindByIdAsync(sri.Id.Text))!));
        Assert.False(await accounts.IsLockedOutAsync(sri));
    }

    [Fact]
    public async Task An_authenticators_code_opens_once_and_for_a_step_around_its_time()
    {
        await using var services = Services();
        var accounts = services.GetRequiredService<PersonAccounts>();
        var sri = await NewAsync(accounts);
        await accounts.ResetAuthenticatorKeyAsync(sri);
        Assert.True((await accounts.SetTwoFactorEnabledAsync(sri, true)).Succeeded);
        sri = (await accounts.FindByIdAsync(sri.Id.Text))!;
        var key = AuthenticatorCodes.ReadKey((await accounts.GetAuthenticatorKeyAsync(sri))!);
        var step = clock.GetUtcNow().ToUnixTimeSeconds() / 30;

        Assert.Equal(Now, sri.TwoFactorSince);
        Assert.False(await VerifyAsync(AuthenticatorCodes.Code(key, step - 2)));
        Assert.True(await VerifyAsync(AuthenticatorCodes.Code(key, step - 1)));
        Assert.False(await VerifyAsync(AuthenticatorCodes.Code(key, step - 1)));
        Assert.True(await VerifyAsync(AuthenticatorCodes.Code(key, step).Insert(3, " ")));
        Assert.False(await VerifyAsync(AuthenticatorCodes.Code(key, step)));
        Assert.False(await VerifyAsync("12345"));
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.False(await VerifyAsync(AuthenticatorCodes.Code(key, step + 1 - 1)));
        Assert.True(await VerifyAsync(AuthenticatorCodes.Code(key, step + 2)));

        Task<bool> VerifyAsync(string code) => accounts.VerifyTwoFactorTokenAsync(
            sri, TokenOptions.DefaultAuthenticatorProvider, code);
    }

    [Fact]
    public async Task A_recovery_code_opens_once_also_in_small_letters()
    {
        await using var services = Services();
        var accounts = services.GetRequiredService<PersonAccounts>();
        var sri = await NewAsync(accounts);
        var codes = (await accounts.GenerateNewTwoFactorRecoveryCodesAsync(sri, 10))!.ToList();
        Assert.Equal(10, await accounts.CountRecoveryCodesAsync(sri));

        var typed = $" {codes[3].ToLowerInvariant()} ";
        Assert.True((await accounts.RedeemTwoFactorRecoveryCodeAsync(sri, typed)).Succeeded);
        Assert.False((await accounts.RedeemTwoFactorRecoveryCodeAsync(sri, codes[3])).Succeeded);
        Assert.Equal(9, await accounts.CountRecoveryCodesAsync(sri));
    }

    [Fact]
    public async Task Of_two_who_change_one_account_the_second_is_told()
    {
        await using var services = Services();
        var accounts = services.GetRequiredService<PersonAccounts>();
        var sri = await NewAsync(accounts);
        var other = (await accounts.FindByIdAsync(sri.Id.Text))!;

        Assert.True((await accounts.ChangePasswordAsync(sri, Password, "kawung kawung kawung")).Succeeded);
        var late = await accounts.ChangePasswordAsync(other, Password, "mega mendung mega");
        Assert.Equal(["ConcurrencyFailure"], late.Errors.Select(error => error.Code));
        Assert.NotEqual(other.SecurityStamp, (await accounts.FindByIdAsync(sri.Id.Text))!.SecurityStamp);
        Assert.True(await accounts.CheckPasswordAsync(sri, "kawung kawung kawung"));
    }

    [Fact]
    public async Task A_passkey_finds_its_person_and_its_sign_count_moves_on()
    {
        await using var services = Services();
        var accounts = services.GetRequiredService<PersonAccounts>();
        var sri = await NewAsync(accounts);
        byte[] credential = [1, 2, 3, 250];

        Assert.True((await accounts.AddOrUpdatePasskeyAsync(sri, Passkey(signCount: 1))).Succeeded);
        Assert.True((await accounts.AddOrUpdatePasskeyAsync(sri, Passkey(signCount: 2))).Succeeded);

        Assert.Equal(sri.Id, (await accounts.FindByPasskeyIdAsync(credential))!.Id);
        Assert.Equal(2u, (await accounts.GetPasskeyAsync(sri, credential))!.SignCount);
        Assert.True((await accounts.RemovePasskeyAsync(sri, credential)).Succeeded);
        Assert.Null(await accounts.FindByPasskeyIdAsync(credential));

        UserPasskeyInfo Passkey(uint signCount) =>
            new(credential, [4], Now, signCount, null, true, false, false, [6], [7]);
    }

    private static async Task<Person> NewAsync(PersonAccounts accounts)
    {
        var sri = SomePeople.Person();
        Assert.True((await accounts.CreateAsync(sri, Password)).Succeeded);
        Assert.Equal(
            ["DuplicateUserName", "DuplicateEmail"],
            (await accounts.CreateAsync(SomePeople.Person(seed: 2), Password)).Errors.Select(error => error.Code));
        return sri;
    }

    private async Task InvitedAsync(ServiceProvider services)
    {
        await Merchants.AddAsync(Some.Merchant(), Now, Cancel);
        await services.GetRequiredService<IMemberRepository>().InviteAsync(
            SomePeople.Invitation("sri@shop.example"), Token, SomePeople.Operator, Cancel);
    }

    // A few iterations, since what is tested here is not how long a password takes.
    private ServiceProvider Services(int? iterations = 10)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock).AddSingleton<RandomSource>(new SeededRandom(5));
        services.AddSingleton<IPeople>(new PeopleRepository(Books.Database, Books.Group, Some.Seal));
        services.AddSingleton<IPasskeys>(new PasskeyRepository(Books.Database, Books.Group, Some.Seal));
        services.AddSingleton<IMemberRepository>(new MemberRepository(Books.Database, Books.Group, Some.Seal));
        PeopleIdentity.Add(services);
        if (iterations is { } fewer)
        {
            services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = fewer);
        }

        return services.BuildServiceProvider();
    }
}

public sealed class SqlitePersonAccountsTests() : PersonAccountsContract(DatabaseKind.Sqlite);

public sealed class PostgresPersonAccountsTests() : PersonAccountsContract(DatabaseKind.Postgres);

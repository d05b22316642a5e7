using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.People;

/// <summary>Sets up ASP.NET Core Identity over our people; who serves pages adds signing in to it.</summary>
internal static class PeopleIdentity
{
    // OWASP asks for 600,000 of SHA-256 and 210,000 of SHA-512, which Identity hashes with; more costs a sign-in
    // half a second and a thief of the books years.
    private const int PasswordIterations = 600_000;

    private const int PasswordLengthMin = 12;

    // Protocol 7.11.
    private const int FailuresMax = 5;
    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    public static IdentityBuilder Add(IServiceCollection services)
    {
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = PasswordIterations);
        return services.AddIdentityCore<Person>(Settings)
            .AddUserStore<PersonStore>()
            .AddUserManager<PersonAccounts>()
            .AddTokenProvider<AuthenticatorCodes>(TokenOptions.DefaultAuthenticatorProvider);
    }

    private static void Settings(IdentityOptions options)
    {
        // Long rather than odd: rules about signs only make passwords that are written on paper.
        options.Password.RequiredLength = PasswordLengthMin;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Lockout.MaxFailedAccessAttempts = FailuresMax;
        options.Lockout.DefaultLockoutTimeSpan = LockedFor;
        options.User.RequireUniqueEmail = true;

        // A mail address is checked as one (EmailAddress); Identity knows fewer letters.
        options.User.AllowedUserNameCharacters = "";
    }
}

using Dapper;
using Gerai.Dashboard;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.People;
using Gerai.Running;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Support;

/// <summary>
/// A gateway with its portal on a real port, a merchant, and its administrator, who has an account. Only its clock is a
/// test's to turn.
/// </summary>
internal sealed class Office : IAsyncDisposable
{
    public const string Email = "sari@kopisenja.example";
    public const string Password = "kopi pagi di teras";

    // Hashing a password as long as it should take would be most of a test's time.
    private const int PasswordIterations = 1_000;

    private readonly FakeTimeProvider clock;
    private readonly string folder = Directory.CreateTempSubdirectory("gerai-office-").FullName;
    private readonly bool isSandbox;
    private GatewayOptions options = null!;
    private GatewayAnnex annex = null!;
    private GatewayBooks? books;
    private GatewayApp gateway = null!;

    private Office(bool isSandbox, FakeTimeProvider clock)
    {
        this.isSandbox = isSandbox;
        this.clock = clock;
    }

    public Uri Address => new(gateway.Addresses[0]);

    /// <summary>The same by name, as people at this machine type it: browsers make no passkeys for numbers.</summary>
    public Uri Door => new UriBuilder(Address) { Host = "localhost" }.Uri;

    public Merchant Merchant { get; private set; } = null!;

    /// <summary>The merchants' accounts, for what happens behind the portal's back.</summary>
    public MerchantAccounts Accounts => gateway.Merchants;

    /// <summary>By what the portal tells a secret from another.</summary>
    public string FingerprintOf(string secret) => Services.GetRequiredService<SecretSeal>().Fingerprint(secret);

    public IServiceProvider Services => gateway.Services;

    /// <param name="map">Further endpoints, for tests that look at requests from inside.</param>
    /// <param name="mail">The operator's mail server, if there is one.</param>
    /// <param name="isSandbox">Play money, or real money: with the same networks and secrets, which then are real.
    /// </param>
    /// <param name="database">Where the books are, if not in a file of its own.</param>
    public static async Task<Office> OpenAsync(
        Action<WebApplication>? map = null, MailOptions? mail = null, bool isSandbox = true, string? database = null)
    {
        // The browser keeps real time, so the clock begins there too.
        var office = new Office(isSandbox, new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        office.books = database is null ? await GatewayBooks.InAsync(office.folder) : null;
        office.options = new GatewayOptions
        {
            Urls = ["http://127.0.0.1:0"],
            Database = database ?? office.books!.ConnectionString,
            SealingKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)],
            Sandbox = isSandbox,
            Drain = DrainOptions.AtOnce,
            Mail = mail ?? new MailOptions(),
            Portal = new PortalOptions { OtherEnvironmentUrl = "https://pay.example.com/portal" },
        };
        office.annex = new GatewayAnnex
        {
            Furnish = builder =>
            {
                Portal.Furnish(builder);
                builder.Services.Configure<PasswordHasherOptions>(
                    hasher => hasher.IterationCount = PasswordIterations);
            },
            Map = app =>
            {
                Portal.Map(app);
                map?.Invoke(app);
            },
        };
        await office.StartAsync();
        if (!isSandbox)
        {
            foreach (var network in StoreNetwork.Sandbox)
            {
                await office.gateway.Networks.AddAsync(
                    network with { Environment = GatewayEnvironment.Production }, by: null, office.Now, default);
            }
        }

        office.Merchant = await office.OpenMerchantAsync("Kopi Senja");
        await office.JoinAsync(Role.Administrator, Email, "Sari Wulandari");
        return office;
    }

    /// <summary>Another node over the same books, with the same clock, people and merchant.</summary>
    public async Task<Office> SecondNodeAsync()
    {
        var second = new Office(isSandbox, clock) { options = options, annex = annex, Merchant = Merchant };
        await second.StartAsync();
        return second;
    }

    /// <summary>Somebody joins the merchant, as they would by the link of an invitation.</summary>
    public async Task<Person> JoinAsync(Role role, string email, string name, Merchant? merchant = null)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<PersonAccounts>();
        return (await accounts.JoinAsync(
            await InviteAsync(role, email, merchant), name, Password, from: null)).Person!;
    }

    /// <summary>The name of the one place where somebody is signed in.</summary>
    public async Task<string> SessionOfAsync(string email)
    {
        var person = await Services.GetRequiredService<IPeople>().FindByEmailAsync(email, default);
        return (await Services.GetRequiredService<IPersonSessionRepository>().OfAsync(person!.Id, Now, default))
            .Single().Id;
    }

    /// <summary>Somebody who runs the gateway, as they would be by the link of an invitation.</summary>
    public async Task<Person> JoinAsOperatorAsync(string email, string name)
    {
        var asked = await gateway.Invitations.InviteOperatorAsync(
            EmailAddress.Of(email), new Actor("operator"), default);
        await using var scope = gateway.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<PersonAccounts>();
        return (await accounts.JoinAsync(asked.Token, name, Password, from: null)).Person!;
    }

    /// <summary>A statement of the test's own, for what happens behind the portal's back.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Services.GetRequiredService<Database>().OpenAsync(default);
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Another merchant of the same gateway.</summary>
    public Task<Merchant> OpenMerchantAsync(string name) => gateway.Merchants.OpenAsync(
        new NewMerchant
        {
            Environment = isSandbox ? GatewayEnvironment.Sandbox : GatewayEnvironment.Production,
            Name = name,
            NotificationUrls = [],
        },
        default);

    /// <summary>Somebody is invited; the token of the link.</summary>
    public async Task<string> InviteAsync(Role role, string email, Merchant? merchant = null)
    {
        var by = new Actor("operator");
        var asked = await gateway.Invitations.InviteAsync(
            (merchant ?? Merchant).Id, EmailAddress.Of(email), role, by, default);
        return asked.Token;
    }

    /// <summary>Another merchant, Teh Pagi, invites somebody; the token of the link.</summary>
    public async Task<string> InviteOtherAsync(string email)
    {
        var other = await gateway.Merchants.OpenAsync(
            new NewMerchant { Environment = GatewayEnvironment.Sandbox, Name = "Teh Pagi", NotificationUrls = [] },
            default);
        var by = new Actor("operator");
        var asked = await gateway.Invitations.InviteAsync(
            other.Id, EmailAddress.Of(email), Role.Finance, by, default);
        return asked.Token;
    }

    public DateTimeOffset Now => clock.GetUtcNow();

    public void Advance(TimeSpan time) => clock.Advance(time);

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        if (books is not null)
        {
            await books.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task StartAsync() =>
        gateway = await GatewayApp.StartAsync(options, clock, RandomSource.Secure, annex, default);
}

using Gerai.Dashboard;
using Gerai.Merchants;
using Gerai.People;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.BrowserTests.Support;

/// <summary>
/// A gateway with its portal on a real port, a merchant, and its administrator, who has an account. Only its clock is a
/// test's to turn.
/// </summary>
internal sealed class Office : IAsyncDisposable
{
    public const string Email = "sari@kopisenja.example";
    public const string Password = "kopi pagi di teras";

    // The browser keeps real time, so the clock begins there too.
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly string folder = Directory.CreateTempSubdirectory("gerai-office-").FullName;
    private GatewayApp gateway = null!;

    private Office()
    {
    }

    public Uri Address => new(gateway.Addresses[0]);

    public Merchant Merchant { get; private set; } = null!;

    /// <summary>The merchants' accounts, for what happens behind the portal's back.</summary>
    public MerchantAccounts Accounts => gateway.Merchants;

    public static async Task<Office> OpenAsync()
    {
        var office = new Office();
        var options = new GatewayOptions
        {
            Urls = ["http://127.0.0.1:0"],
            Database = $"Data Source={Path.Combine(office.folder, "gerai.db")}",
            SealingKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)],
            Sandbox = true,
            Portal = new PortalOptions { OtherEnvironmentUrl = "https://pay.example.com/portal" },
        };
        office.gateway = await GatewayApp.StartAsync(
            options, office.clock, RandomSource.Secure, Portal.Annex, default);
        office.Merchant = await office.OpenMerchantAsync("Kopi Senja");
        await office.JoinAsync(Role.Administrator, Email, "Sari Wulandari");
        return office;
    }

    /// <summary>Somebody joins the merchant, as they would by the link of an invitation.</summary>
    public async Task<Person> JoinAsync(Role role, string email, string name, Merchant? merchant = null)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        var asked = await gateway.Invitations.InviteAsync(
            (merchant ?? Merchant).Id, EmailAddress.Of(email), role, new Actor("operator"), default);
        var accounts = scope.ServiceProvider.GetRequiredService<PersonAccounts>();
        return (await accounts.JoinAsync(asked.Token, name, Password, from: null)).Person!;
    }

    /// <summary>Another merchant of the same gateway.</summary>
    public Task<Merchant> OpenMerchantAsync(string name) => gateway.Merchants.OpenAsync(
        new NewMerchant { Environment = GatewayEnvironment.Sandbox, Name = name, NotificationUrls = [] }, default);

    public void Advance(TimeSpan time) => clock.Advance(time);

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Running;
using Gerai.Storage;
using Gerai.Values;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Testing;

/// <summary>
/// A whole payment gateway for one test: in this process, on a free port of this machine, with books, keys and a clock
/// of its own. As many as you like run side by side and know nothing of each other.
/// </summary>
/// <example>
/// <code>
/// await using var gerai = await GeraiSandbox.StartAsync();
/// // … let the shop charge an order at gerai.Address with gerai.ServerKey …
/// await gerai.PayAsync(paymentCode);
/// var told = await gerai.Inbox.NextAsync("settlement");
/// </code>
/// </example>
public sealed class GeraiSandbox : IAsyncDisposable
{
    private readonly GatewayApp app;
    private readonly TimeWalk walk;
    private readonly SandboxTerminal terminal;
    private readonly IAsyncDisposable? booksElsewhere;
    private Merchant merchant;

    private GeraiSandbox(
        GatewayApp app,
        Merchant merchant,
        SandboxClock clock,
        NotificationInbox inbox,
        SandboxTrouble trouble,
        string folder,
        IAsyncDisposable? booksElsewhere,
        TimeWalk walk)
    {
        this.app = app;
        this.merchant = merchant;
        Folder = folder;
        this.booksElsewhere = booksElsewhere;
        this.walk = walk;
        Clock = clock;
        Inbox = inbox;
        Trouble = trouble;
        Address = new Uri(app.Addresses[0]);
        terminal = new SandboxTerminal(Address, clock, RandomSource.Secure);
        clock.Walk = walk;
        inbox.Addresses = () => this.merchant.NotificationUrls;
    }

    /// <summary>Where it listens: the base address of the Core API, as <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address { get; }

    /// <summary>What the shop authenticates with.</summary>
    public string ServerKey => merchant.ServerKey.Text;

    /// <summary>The merchant's client key.</summary>
    public string ClientKey => merchant.ClientKey;

    /// <summary>What the Standard Webhooks signature of notifications is verified with, as <c>whsec_…</c>.</summary>
    public string WebhookSecret => merchant.WebhookSecrets[0].Text;

    /// <summary>The clock of this sandbox, which stands still until it is turned.</summary>
    public SandboxClock Clock { get; }

    /// <summary>What the sandbox's own receiver has heard.</summary>
    public NotificationInbox Inbox { get; }

    /// <summary>Trouble on demand.</summary>
    public SandboxTrouble Trouble { get; }

    internal string Folder { get; }

    /// <summary>
    /// For this package's own tests, which run it over PostgreSQL too: makes books elsewhere than in the folder, and
    /// says what removes them.
    /// </summary>
    internal static Func<Task<(string ConnectionString, IAsyncDisposable Removal)>>? BooksElsewhere { get; set; }

    /// <summary>Starts a sandbox; it is listening when this returns. Dispose it and nothing of it is left.</summary>
    /// <exception cref="ArgumentException">An option cannot be what it is; the message says which and why.</exception>
    public static async Task<GeraiSandbox> StartAsync(
        GeraiSandboxOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new GeraiSandboxOptions();
        Check(options);
        var clock = new SandboxClock(options.StartAt ?? TimeProvider.System.GetUtcNow());
        var inbox = new NotificationInbox(options.Patience);
        var trouble = new SandboxTrouble();
        var folder = Directory.CreateTempSubdirectory("gerai-testing-").FullName;
        var database = $"Data Source={Path.Combine(folder, "gerai.db")}";
        GatewayApp? app = null;
        IAsyncDisposable? elsewhere = null;
        try
        {
            if (BooksElsewhere is { } make)
            {
                (database, elsewhere) = await make();
            }

            app = await GatewayApp.StartAsync(
                NewGateway(database),
                clock,
                RandomSource.Secure,
                new GatewayAnnex { Furnish = builder => SandboxFurnishing.Furnish(builder, trouble, inbox) },
                cancel);
            inbox.Address = new Uri(new Uri(app.Addresses[0]), NotificationInbox.Path);
            var merchant = await app.Merchants.OpenAsync(NewMerchant(options, inbox), cancel);
            var walk = ActivatorUtilities.CreateInstance<TimeWalk>(app.Services, clock, options.Patience);
            return new GeraiSandbox(app, merchant, clock, inbox, trouble, folder, elsewhere, walk);
        }
        catch
        {
            await RemoveAsync(app, folder, elsewhere);
            throw;
        }
    }

    /// <summary>
    /// Pays a code in cash, as a till does it: asks what it costs, takes exactly that, and books it under a new
    /// reference. The shop hears of it right after; wait with <see cref="Inbox"/> or <see cref="DeliverAsync"/>.
    /// </summary>
    /// <param name="paymentCode">The digits that the charge returned.</param>
    /// <param name="cancel">Ends the wait for the gateway.</param>
    /// <exception cref="SandboxException">The counter refuses: unknown, expired, cancelled, paid already.</exception>
    public Task<SandboxReceipt> PayAsync(string paymentCode, CancellationToken cancel = default) =>
        terminal.PayAsync(paymentCode, cancel);

    /// <summary>
    /// Takes back a payment that <see cref="PayAsync"/> has made, as the till does at Indomaret; the shop hears
    /// <c>deny</c>. Alfamart offers no reversal.
    /// </summary>
    /// <param name="paymentCode">The digits that were paid.</param>
    /// <param name="cancel">Ends the wait for the gateway.</param>
    /// <exception cref="SandboxException">The code is not paid, or its store takes nothing back.</exception>
    public Task ReverseAsync(string paymentCode, CancellationToken cancel = default) =>
        terminal.ReverseAsync(paymentCode, cancel);

    /// <summary>
    /// Ends the time to pay of one order now. Clock and other orders stay as they are; to let time itself do it, turn
    /// the <see cref="Clock"/>.
    /// </summary>
    /// <param name="orderId">The merchant's own number for the order, or the transaction id.</param>
    /// <param name="cancel">Ends the wait for the gateway.</param>
    /// <exception cref="SandboxException">There is no such order, or it is not pending.</exception>
    public async Task ExpireAsync(string orderId, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(orderId);
        var processor = app.Services.GetRequiredService<PaymentProcessor>();
        var payment = await processor.FindAsync(merchant.Id, orderId, cancel) ?? throw new SandboxException(
            $"{orderId} was not expired: no payment of this sandbox has this order id.", "not_found");
        if (await processor.ExpireAsync(payment.Id, null, cancel) is not Outcome.Applied)
        {
            throw new SandboxException(
                $"{orderId} was not expired: it is {payment.Status.ToString().ToLowerInvariant()}, not pending.");
        }
    }

    /// <summary>
    /// Returns when every notification that is due has been sent and its answer noted, so that a test may look at what
    /// its shop has made of them, or be sure that nothing more comes.
    /// </summary>
    /// <exception cref="TimeoutException">The shop does not answer; the message says which address.</exception>
    public Task DeliverAsync(CancellationToken cancel = default) => walk.FinishAsync(cancel);

    /// <summary>
    /// Sends the notifications of everything that happens from now on to these addresses, and to no others. Name
    /// <see cref="NotificationInbox.Address"/> among them to read along.
    /// </summary>
    /// <param name="addresses">At least one, with <c>http</c> or <c>https</c>.</param>
    public async Task NotifyAtAsync(params Uri[] addresses)
    {
        ArgumentOutOfRangeException.ThrowIfZero(addresses.Length, nameof(addresses));
        foreach (var address in addresses)
        {
            CheckAddress(address);
        }

        var changed = merchant with { NotificationUrls = [.. addresses.Select(address => address.AbsoluteUri)] };
        await app.Merchants.ChangeAsync(changed, CancellationToken.None);
        merchant = changed;
    }

    /// <summary>Stops it and removes its books.</summary>
    public async ValueTask DisposeAsync()
    {
        Trouble.End();
        terminal.Dispose();
        walk.Dispose();
        await RemoveAsync(app, Folder, booksElsewhere);
    }

    /// <summary>Its address, and no key.</summary>
    public override string ToString() => $"sandbox at {Address}";

    private static void Check(GeraiSandboxOptions options)
    {
        Require(
            options.MerchantName.Trim().Length is > 0 and <= Merchant.NameLengthMax,
            nameof(options.MerchantName),
            $"A merchant's name has 1 to {Merchant.NameLengthMax} characters");
        Require(
            options.ServerKey is null || options.ServerKey.Length is > 0 and <= Merchants.ServerKey.LengthMax,
            nameof(options.ServerKey),
            $"A server key has 1 to {Merchants.ServerKey.LengthMax} characters");
        Require(options.Patience > TimeSpan.Zero, nameof(options.Patience), "Patience is longer than nothing");
        if (options.NotifyAt is { } address)
        {
            CheckAddress(address);
        }
    }

    private static void CheckAddress(Uri address) => Require(
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps),
        nameof(GeraiSandboxOptions.NotifyAt),
        $"\"{address}\" is no whole address with http or https");

    private static void Require(bool isTrue, string option, string otherwise)
    {
        if (!isTrue)
        {
            throw new ArgumentException($"{otherwise}.", option);
        }
    }

    private static GatewayOptions NewGateway(string database)
    {
        var sealingKey = new byte[SecretSeal.KeyBytes];
        RandomSource.Secure.Fill(sealingKey);
        return new GatewayOptions
        {
            Urls = ["http://127.0.0.1:0"],
            Database = database,
            SealingKey = sealingKey,
            Sandbox = true,
            Drain = DrainOptions.AtOnce,
        };
    }

    // With a given key the webhook secret is always the same too, so a shop's settings can be written down.
    private static NewMerchant NewMerchant(GeraiSandboxOptions options, NotificationInbox inbox)
    {
        var key = options.ServerKey is { } given
            ? new ServerKey(given)
            : Merchants.ServerKey.New(GatewayEnvironment.Sandbox, RandomSource.Secure);
        return new NewMerchant
        {
            Environment = GatewayEnvironment.Sandbox,
            Name = options.MerchantName.Trim(),
            NotificationUrls = [(options.NotifyAt ?? inbox.Address).AbsoluteUri],
            ServerKey = key.Text,
            ClientKey = options.ClientKey,
            WebhookSecret = Merchants.WebhookSecret.ForSandbox(key),
        };
    }

    private static async Task RemoveAsync(GatewayApp? app, string folder, IAsyncDisposable? booksElsewhere)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        if (booksElsewhere is not null)
        {
            await booksElsewhere.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}

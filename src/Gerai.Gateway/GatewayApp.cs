using Gerai.CoreApi;
using Gerai.CounterApi;
using Gerai.MerchantApi;
using Gerai.Merchants;
using Gerai.Nodes;
using Gerai.Notifications;
using Gerai.Pages;
using Gerai.Payments;
using Gerai.People;
using Gerai.Running;
using Gerai.Simulator;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Values;
using Gerai.Voucher;
using Gerai.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gerai;

/// <summary>
/// A gateway: the doors for merchants and for store networks over one set of books, and the loops that tell merchants
/// and expire payments. Everything that happens to a payment happens in here.
/// </summary>
/// <example><code>await using var gateway = await GatewayApp.StartAsync(options, cancel);</code></example>
public sealed class GatewayApp : IAsyncDisposable
{
    private readonly WebApplication app;

    private GatewayApp(WebApplication app) => this.app = app;

    /// <summary>The meters of all rooms, for who collects.</summary>
    internal static IReadOnlyList<string> MeterNames =>
    [
        PaymentMetrics.MeterName, CounterMetrics.MeterName, NotificationMetrics.MeterName, CommitMetrics.MeterName,
    ];

    /// <summary>Where it listens, with the real port.</summary>
    public IReadOnlyList<string> Addresses => [.. app.Urls];

    internal MerchantAccounts Merchants => app.Services.GetRequiredService<MerchantAccounts>();

    internal Invitations Invitations => app.Services.GetRequiredService<Invitations>();

    internal Openings Openings => app.Services.GetRequiredService<Openings>();

    internal IStoreNetworkRepository Networks => app.Services.GetRequiredService<IStoreNetworkRepository>();

    internal IUnmatchedPaymentRepository Unmatched => app.Services.GetRequiredService<IUnmatchedPaymentRepository>();

    internal IResends Resends => app.Services.GetRequiredService<IResends>();

    internal IServiceProvider Services => app.Services;

    /// <summary>Brings the database up to date and starts; it is listening when this returns.</summary>
    public static Task<GatewayApp> StartAsync(GatewayOptions options, CancellationToken cancel) =>
        StartAsync(options, TimeProvider.System, RandomSource.Secure, cancel);

    /// <summary>Returns when the process is asked to end.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancel) => app.WaitForShutdownAsync(cancel);

    /// <summary>Answers what has been asked, finishes what is being written, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    internal static Task<GatewayApp> StartAsync(
        GatewayOptions options, TimeProvider time, RandomSource random, CancellationToken cancel) =>
        StartAsync(options, time, random, new GatewayAnnex(), cancel);

    /// <summary>Starts with the portal beside the doors, or whatever else the annex is.</summary>
    internal static Task<GatewayApp> StartAsync(
        GatewayOptions options, GatewayAnnex annex, CancellationToken cancel) =>
        StartAsync(options, TimeProvider.System, RandomSource.Secure, annex, cancel);

    internal static async Task<GatewayApp> StartAsync(
        GatewayOptions options,
        TimeProvider time,
        RandomSource random,
        GatewayAnnex annex,
        CancellationToken cancel)
    {
        var gateway = await OpenAsync(options, time, random, annex, cancel);
        await gateway.app.StartAsync(cancel);
        return gateway;
    }

    /// <summary>Opens the books without listening, for commands that only change them.</summary>
    internal static Task<GatewayApp> OpenAsync(GatewayOptions options, CancellationToken cancel) =>
        OpenAsync(options, TimeProvider.System, RandomSource.Secure, new GatewayAnnex(), cancel);

    private static async Task<GatewayApp> OpenAsync(
        GatewayOptions options,
        TimeProvider time,
        RandomSource random,
        GatewayAnnex annex,
        CancellationToken cancel)
    {
        options.Validate();
        var built = Build(options, time, random, annex);
        var database = built.Services.GetRequiredService<Database>();
        database.Migrate();
        await UnfinishedCopy.RefuseAsync(database, cancel);
        await built.Services.GetRequiredService<GroupCommit>().WriteAsync(
            session => CommitMark.DeleteOld(session, time.GetUtcNow().AddDays(-1)), cancel);
        if (options.Sandbox)
        {
            await AddSandboxNetworksAsync(built.Services, time.GetUtcNow(), cancel);
        }

        return new GatewayApp(built);
    }

    private static WebApplication Build(
        GatewayOptions options, TimeProvider time, RandomSource random, GatewayAnnex annex)
    {
        // A shop's own appsettings.json may lie where gerai was started; its ports and settings are not ours. Nor is
        // any file watched for changes: a watcher hears of each write into a database that lies below it.
        var place = new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        };
        var builder = WebApplication.CreateSlimBuilder(place);
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        Logs.Add(builder, options.Logs);

        var services = builder.Services;
        services.AddSingleton(time).AddSingleton(random);
        services.AddSingleton(new RunningGateway(options.Sandbox, time.GetUtcNow()));
        AddOptions(services, options);
        AddStorage(services, options);
        AddRooms(services, options);
        AddRunning(services, options);
        annex.Furnish(builder);

        var built = builder.Build();
        Drain.Map(built);
        HealthRoutes.Map(built);
        CounterRoutes.Map(built);
        MerchantRoutes.Map(built);
        PageAssets.Map(built);
        if (options.Sandbox)
        {
            SimulatorRoutes.Map(
                built, built.Services.GetRequiredService<TillDesk>(), built.Services.GetRequiredService<Page>());
        }

        built.Services.GetRequiredService<VoucherRoutes>().Map(built);
        built.Services.GetRequiredService<CoreApiRoutes>().Map(built);
        annex.Map(built);
        return built;
    }

    private static void AddOptions(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.Stores);
        services.AddSingleton(options.Payments);
        services.AddSingleton(options.Notifications);
        services.AddSingleton(options.Mail);
        services.AddSingleton(options.CoreApi);
        services.AddSingleton(options.Counter);
        services.AddSingleton(options.Voucher);
        services.AddSingleton(options.Portal);
        services.AddSingleton(options.Simulator);
        services.AddSingleton(options.Storage);
        services.AddSingleton(options.Retention);
    }

    private static void AddStorage(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<CommitMetrics>();
        services.AddSingleton(provider => new Database(options.Database)
        {
            Patience = options.Storage.Patience,
            Time = provider.GetRequiredService<TimeProvider>(),
            Metrics = provider.GetRequiredService<CommitMetrics>(),
        });
        services.AddSingleton<GroupCommit>();
        services.AddSingleton<IPaymentRepository, PaymentRepository>();
        services.AddSingleton<IIdempotencyRepository, IdempotencyRepository>();
        services.AddSingleton<IPaymentSearch, PaymentSearch>();
        services.AddSingleton<IFigures, Figures>();
        services.AddSingleton<IUnmatchedPaymentRepository, UnmatchedPaymentRepository>();
        services.AddSingleton<IMerchantRepository, MerchantRepository>();
        services.AddSingleton<IMerchantDirectory, MerchantDirectory>();
        services.AddSingleton<IKeyCallLog, KeyCallLog>();
        services.AddSingleton<IStoreNetworkRepository, StoreNetworkRepository>();
        services.AddSingleton<ICodeKeyRepository, CodeKeyRepository>();
        services.AddSingleton<IOutbox, Outbox>();
        services.AddSingleton<IEventLog, EventLog>();
        services.AddSingleton<IEventPages, EventPages>();
        services.AddSingleton<IResends, Resends>();
        services.AddSingleton<IDeadLetters, DeadLetters>();
        services.AddSingleton<IBooksHealth, BooksHealthReader>();
        services.AddSingleton<IForwardLog, ForwardLog>();
        services.AddSingleton<ICircuitRepository, CircuitRepository>();
        services.AddSingleton<IAlertRepository, AlertRepository>();
        services.AddSingleton<IPeople, PeopleRepository>();
        services.AddSingleton<IPasskeys, PasskeyRepository>();
        services.AddSingleton<IMemberRepository, MemberRepository>();
        services.AddSingleton<IPersonSessionRepository, PersonSessionRepository>();
        services.AddSingleton<IActivityLog, ActivityLog>();
        services.AddSingleton<IXmlRepository, DataProtectionKeys>();
        services.AddSingleton<INodeLine, NodeLine>();
        services.AddSingleton<INodeRepository, NodeRepository>();
        services.AddSingleton<IRequestPermits, RequestPermits>();
        services.AddSingleton<RetainedKinds>();
        services.AddSingleton<Retention>();
        services.AddHostedService<RetentionLoop>();
    }

    private static void AddRooms(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(
            provider => new SecretSeal(options.SealingKey, provider.GetRequiredService<RandomSource>()));
        services.AddSingleton<TransactionIdGenerator>();
        services.AddSingleton<PaymentCodeGenerator>();
        services.AddSingleton<MerchantAccounts>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<Openings>();
        services.AddSingleton<PersonSessions>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<PaymentNews>();
        services.AddSingleton<MerchantNews>();
        services.AddSingleton<ChangeNews>();
        services.AddSingleton<BillFinder>();
        services.AddSingleton<PaymentMetrics>();
        services.AddSingleton<CounterMetrics>();
        services.AddSingleton<PaymentProcessor>();
        services.AddSingleton<CounterDesk>();
        services.AddSingleton<OutboundAddressPolicy>();
        services.AddSingleton<NotificationSender>();
        services.AddSingleton<INotificationSender>(provider => provider.GetRequiredService<NotificationSender>());
        services.AddSingleton<AddressProbe>();
        services.AddSingleton<FairTaker>();
        services.AddSingleton<CircuitBreaker>();
        services.AddSingleton<NotificationMetrics>();
        services.AddSingleton<MailSender>();
        services.AddSingleton<EndpointAlerts>();
        services.AddSingleton<LivingNodes>();
        services.AddSingleton<OtherNodes>();
        services.AddHostedService<NodeLoop>();
        services.AddHostedService<NodeListener>();
        services.AddHostedService<Dispatcher>();
        services.AddHostedService<AlertLoop>();
        services.AddHostedService<ExpirySweeper>();
        services.AddHostedService<FigureKeeper>();
        services.AddSingleton<KeyCalls>();
        services.AddHostedService<KeyCallLoop>();
        services.AddSingleton<MerchantAuthentication>();
        services.AddSingleton<StreamLimit>();
        services.AddSingleton<StreamEvents>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<RequestLimit>();
        services.AddSingleton<CoreApiRoutes>();
        services.AddSingleton<Page>();
        services.AddSingleton<TillDesk>();
        services.AddSingleton(_ => new VoucherTokens(options.SealingKey));
        services.AddSingleton<IVoucherAddresses, VoucherAddresses>();
        services.AddSingleton<IRedirectParameters, RedirectParameters>();
        services.AddSingleton<Leads>();
        services.AddSingleton<VoucherEvents>();
        services.AddSingleton<VoucherRoutes>();
    }

    private static void AddRunning(IServiceCollection services, GatewayOptions options)
    {
        Drain.Add(services, options.Drain);
        services.AddSingleton<WriteProbe>();
        services.AddSingleton(provider => new Readiness(
            provider.GetRequiredService<WriteProbe>().WriteAsync,
            () => provider.GetRequiredService<Drain>().HasBegun,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Readiness>>()));
    }

    private static async Task AddSandboxNetworksAsync(
        IServiceProvider services, DateTimeOffset now, CancellationToken cancel)
    {
        var networks = services.GetRequiredService<IStoreNetworkRepository>();
        foreach (var network in StoreNetwork.Sandbox)
        {
            await networks.AddAsync(network, by: null, now, cancel);
        }
    }
}

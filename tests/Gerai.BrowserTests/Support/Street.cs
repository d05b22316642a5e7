using Dapper;
using Gerai.Client;
using Gerai.Merchants;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.BrowserTests.Support;

/// <summary>
/// A gateway, the sample shop that takes payments through it, and the tills, each real and on its own port. Only their
/// clock is a test's to turn.
/// </summary>
internal sealed class Street : IAsyncDisposable
{
    private const string ServerKey = "SB-Mid-server-BROWSERTEST0000000001";

    // The browser keeps real time, so the clock begins there too.
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly string folder = Directory.CreateTempSubdirectory("gerai-browser-").FullName;
    private readonly LossyLine.Loss loss = new();
    private GatewayApp gateway = null!;
    private WebApplication shop = null!;

    private Street()
    {
    }

    public Uri Shop => new(shop.Urls.First());

    public static async Task<Street> OpenAsync()
    {
        var street = new Street();
        street.gateway = await GatewayApp.StartAsync(
            new GatewayOptions
            {
                Urls = ["http://127.0.0.1:0"],
                Database = $"Data Source={Path.Combine(street.folder, "gerai.db")}",
                SealingKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)],
                Sandbox = true,
            },
            street.clock,
            RandomSource.Secure,
            default);
        var merchant = await street.gateway.Merchants.OpenAsync(
            new NewMerchant
            {
                Environment = GatewayEnvironment.Sandbox,
                Name = "Kopi Senja",
                NotificationUrls = [],
                ServerKey = ServerKey,
            },
            default);
        street.shop = street.BuildShop();
        await street.shop.StartAsync();
        var told = new ContactChange { NotificationUrls = [new Uri(street.Shop, "/payments/notify").AbsoluteUri] };
        await street.gateway.Merchants.ChangeContactAsync(merchant.Id, told, default);
        return street;
    }

    /// <summary>Pays a code at a till of its chain, in cash.</summary>
    public async Task PayAsync(Store store, string code, string reference = "R1")
    {
        var till = Till(store);
        var bill = await till.InquireAsync(code);
        Assert.Equal("ok", bill["result"]);
        var paid = await till.PayAsync(code, bill.Json.GetProperty("amount").GetInt64(), reference);
        Assert.Equal("booked", paid["result"]);
    }

    public async Task ReverseAsync(string code, string reference = "R1") =>
        Assert.Equal("reversed", (await Till(Store.Indomaret).ReverseAsync(code, reference))["result"]);

    /// <summary>The shop never hears the gateway's next answers to what it posts, this many.</summary>
    public void LoseAnswers(int count) => loss.AnswersLeft = count;

    /// <summary>Turns the clock for gateway and shop, and wakes who waits for it.</summary>
    public void Advance(TimeSpan time)
    {
        clock.Advance(time);
        gateway.Services.GetRequiredService<OutboxSignal>().Raise();
    }

    /// <summary>Turns the clock in steps until something has happened, with time for all to act in between.</summary>
    public async Task AdvanceUntilAsync(Task happened, TimeSpan step)
    {
        using var breath = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!happened.IsCompleted && await breath.WaitForNextTickAsync())
        {
            Advance(step);
        }

        await happened;
    }

    /// <summary>How many payments the gateway has opened.</summary>
    public async Task<long> ChargesAsync()
    {
        await using var connection = await gateway.Services.GetRequiredService<Database>().OpenAsync(default);
        return await connection.ExecuteScalarAsync<long>("select count(*) from payments");
    }

    public async ValueTask DisposeAsync()
    {
        await shop.StopAsync();
        await shop.DisposeAsync();
        await gateway.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Terminal Till(Store store)
    {
        var chain = Enum.Parse<StoreChain>(store.ToString());
        var network = StoreNetwork.Sandbox.Single(one => one.Chain == chain);
        return new Terminal(new Uri(gateway.Addresses[0]), network, clock);
    }

    private WebApplication BuildShop()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "SampleShop",
            ContentRootPath = folder,
            Args =
            [
                "--urls", "http://127.0.0.1:0",
                "--ConnectionStrings:Shop", $"Data Source={Path.Combine(folder, "shop.db")}",
                "--Gerai:Target", gateway.Addresses[0],
                "--Gerai:ServerKey", ServerKey,
            ],
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddHttpClient(GeraiTelemetry.Name).AddHttpMessageHandler(() => new LossyLine(loss));
        return SampleShop.Program.Build(builder);
    }
}

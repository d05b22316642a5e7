using Gerai.Merchants;
using Gerai.Values;
using Microsoft.AspNetCore.DataProtection;

namespace Gerai.Cli.Demo;

/// <summary>The shop of samples/Shop, started beside the gateway with an account of its own, to be visited.</summary>
internal sealed class SampleShopHost : IAsyncDisposable
{
    private readonly WebApplication web;

    private SampleShopHost(WebApplication web) => this.web = web;

    public string Address => web.Urls.First();

    public static async Task<SampleShopHost> StartAsync(GatewayApp gateway, string folder, CancellationToken cancel)
    {
        var merchant = await gateway.Merchants.OpenAsync(
            new NewMerchant { Environment = GatewayEnvironment.Sandbox, Name = "Kopi Senja" }, cancel);
        var shop = new SampleShopHost(Build(gateway.Addresses[0], merchant.ServerKey.Text, folder));
        await shop.web.StartAsync(cancel);

        // The shop needs its key to start, and its account the shop's address; so the address comes last.
        var told = new ContactChange { NotificationUrls = [shop.Address + "/payments/notify"] };
        await gateway.Merchants.ChangeContactAsync(merchant.Id, told, cancel);
        var back = RedirectUrl.Of(shop.Address + "/return");
        await gateway.Merchants.ChangeRedirectsAsync(
            merchant.Id, new RedirectUrls { Finish = back, Error = back }, cancel);
        return shop;
    }

    public async ValueTask DisposeAsync()
    {
        await web.StopAsync();
        await web.DisposeAsync();
    }

    private static WebApplication Build(string gateway, string serverKey, string folder)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Its pages are found by this name.
            ApplicationName = typeof(SampleShop.Program).Assembly.GetName().Name,

            // Somebody's own appsettings.json may lie where the command was started; it is not for this shop.
            ContentRootPath = AppContext.BaseDirectory,
            Args =
            [
                "--urls", "http://127.0.0.1:0",
                "--ConnectionStrings:Shop", $"Data Source={Path.Combine(folder, "shop.db")}",
                "--Gerai:Target", gateway,
                "--Gerai:ServerKey", serverKey,
            ],
        });
        builder.Logging.ClearProviders();

        // Its cookies end with the demo.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        return SampleShop.Program.Build(builder);
    }
}

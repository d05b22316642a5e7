using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SampleShop.Orders;

namespace SampleShop;

/// <summary>The whole shop: what it needs, and its pages.</summary>
public static class Program
{
    public static Task Main(string[] args) => Build(WebApplication.CreateBuilder(args)).RunAsync();

    /// <summary>Makes the shop of a builder that somebody has prepared: a command line, a demo, a test.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        // Gerai:Target is Sandbox, Production or an address; Gerai:ServerKey is the account's.
        builder.Services.AddGerai(builder.Configuration.GetSection("Gerai"));

        // The inbox lives in our own database, so that news of a payment and the order it changes are written together.
        builder.Services.AddPaymentNotifications(inbox => inbox.OpenShopDatabase = async (services, cancel) =>
            await services.GetRequiredService<OrderBook>().ConnectAsync(cancel));

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<OrderBook>();
        builder.Services.AddSingleton<Cashier>();
        builder.Services.AddHostedService<UnchargedOrders>();
        builder.Services.AddRazorPages();

        var shop = builder.Build();
        var book = shop.Services.GetRequiredService<OrderBook>();
        book.Open();
        shop.UseExceptionHandler("/missing");
        shop.UseStatusCodePagesWithReExecute("/missing");
        shop.UseMiddleware<PageHeaders>();

        // Verified, stored and answered by the package; called once for each state of a payment, in order.
        shop.MapPaymentNotifications("/payments/notify", (notification, transaction, cancel) =>
                book.ApplyAsync(notification.Transaction, transaction, cancel))
            .WithMetadata(new SkipStatusCodePagesAttribute());

        shop.MapRazorPages();
        shop.MapGet("/orders/{key}/news", OrderNews.Handle);
        shop.MapGet("/return", ComingBack.HandleAsync);
        Asset.MapAll(shop);
        return shop;
    }
}

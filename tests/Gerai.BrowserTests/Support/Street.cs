using Gerai.Client;
using Gerai.Merchants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gerai.BrowserTests.Support;

/// <summary>A sandbox, and the sample shop that takes payments through it.</summary>
internal sealed class Street : Sandbox
{
    private readonly LossyLine.Loss loss = new();
    private WebApplication shop = null!;

    private Street()
    {
    }

    public Uri Shop => new(shop.Urls.First());

    public static async Task<Street> OpenAsync()
    {
        var street = new Street();
        await street.StartGatewayAsync();
        street.shop = street.BuildShop();
        await street.shop.StartAsync();
        await street.ChangeContactAsync(
            new ContactChange { NotificationUrls = [new Uri(street.Shop, "/payments/notify").AbsoluteUri] });
        return street;
    }

    /// <summary>The shop never hears the gateway's next answers to what it posts, this many.</summary>
    public void LoseAnswers(int count) => loss.AnswersLeft = count;

    public override async ValueTask DisposeAsync()
    {
        await shop.StopAsync();
        await shop.DisposeAsync();
        await base.DisposeAsync();
    }

    private WebApplication BuildShop()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "SampleShop",
            ContentRootPath = Folder,
            Args =
            [
                "--urls", "http://127.0.0.1:0",
                "--ConnectionStrings:Shop", $"Data Source={Path.Combine(Folder, "shop.db")}",
                "--Gerai:Target", Gateway.AbsoluteUri,
                "--Gerai:ServerKey", ServerKey,
            ],
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddHttpClient(GeraiTelemetry.Name).AddHttpMessageHandler(() => new LossyLine(loss));
        return SampleShop.Program.Build(builder);
    }
}

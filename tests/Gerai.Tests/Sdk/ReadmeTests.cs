using System.Text;
using Gerai.Client;
using Gerai.Pictures;
using Gerai.Stores;
using Gerai.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gerai.Tests.Sdk;

/// <summary>
/// Every snippet of the package's README stands here between two marks, compiled and run, letter for letter.
/// </summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_snippets_of_the_README_are_those_that_run() =>
        Snippets.AreSame("src/Gerai.Client/README.md", "tests/Gerai.Tests/Sdk/ReadmeTests.cs");

    [Fact]
    public async Task A_charge_a_cancel_and_a_refusal()
    {
        await using var gateway = await TestGateway.StartAsync();
        var serverKey = gateway.Merchant.ServerKey.Text;
        var address = gateway.Address.AbsoluteUri;

        // README
        using var gerai = new GeraiClient(new GeraiClientOptions
        {
            Target = GeraiTarget.Parse(address), // or GeraiTarget.Sandbox, GeraiTarget.Production
            ServerKey = serverKey,
        });

        var payment = await gerai.ChargeAsync(new AlfamartCharge("order-101", 44_000));

        Console.WriteLine($"Pay Rp{payment.Amount} with {payment.PaymentCode} before {payment.ExpiresAt}");
        // end

        Assert.Equal(TransactionStatus.Pending, payment.Status);

        var customersChoice = Store.Indomaret;
        var shipping = 12_500;

        // README
        var charge = ChargeRequest.For(customersChoice, "order-102", 77_500) with
        {
            Items = [new LineItem("Coffee beans", 21_650, quantity: 3), new LineItem("Delivery", shipping)],
            RoundingLine = "Pembulatan",
            Customer = new Customer { FirstName = "Sari", Email = "sari@example.com" },
            ExpiresIn = TimeSpan.FromHours(2),
            CustomField1 = "branch-7",
        };
        await gerai.ChargeAsync(charge);
        // end

        // README
        try
        {
            await gerai.CancelAsync("order-102");
        }
        catch (GeraiException refused) when (refused.Error is GeraiError.CannotBeChanged)
        {
            // It was paid, cancelled or expired before. The status tells which.
            var found = await gerai.GetStatusAsync("order-102");
            Console.WriteLine($"{found.OrderId} is {found.Status}");
        }
        // end

        Assert.Equal(TransactionStatus.Cancelled, (await gerai.GetStatusAsync("order-102")).Status);
    }

    [Fact]
    public async Task A_notification()
    {
        await using var gateway = await TestGateway.StartAsync();
        var serverKey = gateway.Merchant.ServerKey.Text;
        using var client = new GeraiClient(
            new GeraiClientOptions { Target = GeraiTarget.At(gateway.Address), ServerKey = serverKey });
        var code = await gateway.ChargedCodeAsync();
        await gateway.Terminal(StoreChain.Alfamart).PayAsync(code, 44_000, "reference-1");
        var body = Encoding.UTF8.GetBytes((await gateway.Shop.NextAsync("settlement")).Text);
        var isPaid = await Told(body);

        // README
        async Task<bool> Told(byte[] rawBody)
        {
            if (!NotificationSignature.Verify(rawBody, serverKey))
            {
                return false; // not from your gateway
            }

            var notification = PaymentNotification.Parse(rawBody);
            if (notification.IsTest)
            {
                return false; // the dashboard's test button: answer 200
            }

            // The signature does not cover the status, so it is asked for.
            var now = await client.GetStatusAsync(notification.Transaction.TransactionId);
            return now.IsPaid;
        }
        // end

        Assert.True(isPaid);
    }

    [Fact]
    public void A_picture()
    {
        var payment = (PaymentCode: "052110023456", Amount: 77_500);

        // README
        var grouped = PaymentCodePicture.Grouped(payment.PaymentCode); // 0521 1002 3456
        var barcode = PaymentCodePicture.BarcodeSvg(payment.PaymentCode);
        var qr = PaymentCodePicture.QrSvg(payment.PaymentCode);
        var steps = Store.Indomaret.Instructions().Indonesian(payment.PaymentCode, payment.Amount);
        // end

        Assert.Equal("0521 1002 3456", grouped);
        Assert.NotEqual(barcode, qr);
        Assert.Equal(5, steps.Count);
    }

    [Fact]
    public async Task An_application()
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection([new("Gerai:ServerKey", Some.ServerKey)]);

        // README
        builder.Services.AddGerai(builder.Configuration.GetSection("Gerai"));
        // end

        using var host = builder.Build();
        await host.StartAsync();
        Assert.NotNull(host.Services.GetRequiredService<IGeraiClient>());
    }
}

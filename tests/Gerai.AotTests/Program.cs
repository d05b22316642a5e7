// The client, as a shop uses it, compiled ahead of time: charges, verifies, draws, and prints the payment code.
// Arguments: the gateway's address and the server key.
using System.Text;
using Gerai.Client;
using Gerai.Pictures;
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection();
services.AddGerai(options =>
{
    options.Target = GeraiTarget.Parse(args[0]);
    options.ServerKey = args[1];
});
using var provider = services.BuildServiceProvider();
var injected = provider.GetRequiredService<IGeraiClient>();
using var own = new GeraiClient(new GeraiClientOptions { Target = GeraiTarget.Parse(args[0]), ServerKey = args[1] });

var charge = ChargeRequest.For(Store.Indomaret, "order-102", 162_500) with
{
    Items = [new LineItem("Coffee beans", 81_250, 2)],
    Customer = new Customer { FirstName = "Sari" },
    ExpiresIn = TimeSpan.FromHours(2),
};
var charged = await injected.ChargeAsync(charge);
var found = await own.GetStatusAsync(charged.TransactionId);

var isSigned = NotificationSignature.Verify(found.Json.Span, args[1]);
var message = PaymentNotification.Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(found.Json.Span)));
var isDrawn = PaymentCodePicture.BarcodeSvg(found.PaymentCode!).Length > 0
    && PaymentCodePicture.QrSvg(found.PaymentCode!).Length > 0
    && found.Store!.Value.Instructions().English(found.PaymentCode!, found.Amount).Count > 0;

Console.WriteLine(charged.PaymentCode);
return isSigned && isDrawn && message.Transaction.PaymentCode == charged.PaymentCode ? 0 : 1;

using System.CommandLine;
using System.Text.Json.Nodes;

namespace Gerai.Cli.Commands;

/// <summary>gerai charge: asks for a payment code for an order.</summary>
internal static class ChargeCommand
{
    public static Command New()
    {
        var call = new MerchantCall();
        var store = Choice.Store("Where the customer will pay.", required: true);
        var order = new Option<string>("--order")
        {
            Description = "Order id: your own number for the order.",
            HelpName = "ID",
            Required = true,
        };
        var amount = Choice.Amount("What the customer owes, in whole rupiah.", required: true);
        var message = new Option<string?>("--message")
        {
            Description = "Label on the cashier's screen, up to 20 characters.",
            HelpName = "TEXT",
        };
        var command = new ExampleCommand(
            "charge",
            "Charge an order: prints the payment code to show the customer.",
            "gerai charge --store alfamart --order order-101 --amount 44000",
            "gerai charge --store indomaret --order order-102 --amount 44000 --message \"Coffee\" --json")
        {
            store, order, amount, message,
        };
        call.AddTo(command);
        command.SetAction((asked, cancel) => call.RunAsync(
            asked,
            client => client.ChargeAsync(
                Body(
                    asked.GetRequiredValue(store),
                    asked.GetRequiredValue(order),
                    asked.GetRequiredValue(amount)!.Value,
                    asked.GetValue(message)),
                cancel),
            answer => answer.Code is "200" or "201"));
        return command;
    }

    private static string Body(string store, string order, long amount, string? message)
    {
        var cstore = new JsonObject { ["store"] = store };
        if (message is not null)
        {
            cstore["message"] = message;
        }

        return new JsonObject
        {
            ["payment_type"] = "cstore",
            ["transaction_details"] = new JsonObject { ["order_id"] = order, ["gross_amount"] = amount },
            ["cstore"] = cstore,
        }.ToJsonString();
    }
}

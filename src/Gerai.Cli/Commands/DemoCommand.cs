using System.CommandLine;
using Gerai.Cli.Demo;
using Gerai.Dashboard;
using Gerai.Merchants;
using Gerai.Running;
using Gerai.Values;
using Spectre.Console;

namespace Gerai.Cli.Commands;

/// <summary>gerai demo: the whole sequence diagram with real parts, from charge to verified notification.</summary>
internal static class DemoCommand
{
    private const int Gap = 6;

    private static readonly Option<bool> Once = new("--once")
    {
        Description = "End after the two orders: exit code 0 if all went well, else 1.",
    };

    public static Command New()
    {
        var command = new ExampleCommand(
            "demo",
            "Watch two orders being charged, paid at Alfamart and Indomaret, and the shop being told.",
            "gerai demo",
            "gerai demo --once")
        {
            Once,
        };
        command.SetAction(async (asked, cancel) =>
        {
            var folder = Directory.CreateTempSubdirectory("gerai-demo-");
            try
            {
                await RunAsync(folder.FullName, asked.GetValue(Once), cancel);
                return ExitCode.Success;
            }
            catch (CommandFailure failure)
            {
                Output.Line();
                throw new CommandFailure($"The demo ended early. {failure.Message}");
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task RunAsync(string path, bool isOnce, CancellationToken cancel)
    {
        var timeline = new Timeline(TimeProvider.System);
        var folder = new DataFolder(path);
        var options = new GatewayOptions
        {
            Urls = ["http://127.0.0.1:0"],
            Database = folder.ConnectionString,
            SealingKey = folder.SealingKey(),
            Sandbox = true,
            Drain = DrainOptions.AtOnce,
        };
        await using var gateway = await GatewayApp.StartAsync(options, Portal.Annex, cancel);
        await using var shop = await DemoShop.StartAsync(timeline, cancel);
        using var backend = Connection.To(new Uri(gateway.Addresses[0]));
        using var till = Connection.To(new Uri(gateway.Addresses[0]));
        var merchant = await gateway.Merchants.OpenAsync(
            new NewMerchant
            {
                Environment = GatewayEnvironment.Sandbox,
                Name = "Demo shop",
                NotificationUrls = [shop.NotificationAddress],
            },
            cancel);
        shop.UseAccount(backend, merchant.ServerKey.Text);
        await using var sample = await SampleShopHost.StartAsync(gateway, path, cancel);
        Output.Markup($"[bold]Gerai[/] listens on {gateway.Addresses[0]}, the shop on {shop.Address}.");

        var walk = new Walk(timeline, shop, till);
        timeline.Chapter("An order paid at Alfamart");
        var first = await walk.RunAsync("alfamart", cancel);
        timeline.Chapter("An order paid at Indomaret");
        var second = await walk.RunAsync("indomaret", cancel);
        timeline.Chapter("An order in the sample shop");
        await new ShopVisit(timeline, sample, till).RunAsync(cancel);
        Summarize(timeline, first, second);
        if (!isOnce)
        {
            var door = await PortalDoor.OpenAsync(gateway, merchant, cancel);
            Invite(gateway.Addresses[0], sample, merchant, door, second);
            await gateway.WaitForShutdownAsync(cancel);
        }
    }

    private static void Summarize(Timeline timeline, PaidOrder first, PaidOrder second)
    {
        Output.Line();
        Output.Markup("[bold]What the customers take home[/]");
        Output.Line();
        if (Output.Console.Profile.Width >= (2 * Receipt.Width) + Gap + Gap)
        {
            Output.Console.Write(new Columns(Paper(first), Paper(second)) { Expand = false });
        }
        else
        {
            Output.Console.Write(Paper(first));
            Output.Console.Write(Paper(second));
        }

        Output.Line();
        Output.Markup(
            "[bold green]3 orders charged, paid and notified, every signature verified[/] "
            + $"({timeline.Milliseconds:F0} ms).");
    }

    private static Panel Paper(PaidOrder order) =>
        new(Output.EscapeLines(order.Receipt))
        {
            Border = BoxBorder.Rounded,
            Header = new PanelHeader($" {order.OrderId} "),
        };

    private static void Invite(
        string address, SampleShopHost sample, Merchant merchant, PortalDoor door, PaidOrder paid)
    {
        Output.Line();
        Output.Markup("[bold]It stays up until Ctrl-C. Have a go:[/]");
        Output.Line();
        Output.Fields(
            ("core api", address + "/v2"),
            ("counter api", address + "/counter/v1"),
            ("sample shop", sample.Address),
            ("portal", PortalDoor.Address(address)),
            ("sign-in", PortalDoor.Email),
            ("password", door.Password),
            ("merchant", merchant.Id.Number),
            ("server key", merchant.ServerKey.Text),
            ("client key", merchant.ClientKey),
            ("webhook secret", merchant.WebhookSecrets[0].Text));
        Output.Line();
        Output.Line($"  export GERAI_SERVER_KEY={merchant.ServerKey.Text}");
        Output.Line($"  {Output.ProgramName} charge --store alfamart --order my-first --amount 25000 --url {address}");
        Output.Line($"  {Output.ProgramName} pay CODE --url {address}");
        Output.Line($"  {Output.ProgramName} status {paid.OrderId} --url {address}");
        Output.Line();
        Output.Line("  Or buy something in the sample shop with a browser, and pay its code like that.");
        Output.Line();
        Output.Line("listening on " + address);
    }
}

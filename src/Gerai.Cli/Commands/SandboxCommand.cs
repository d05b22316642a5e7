using System.CommandLine;
using Gerai.Dashboard;
using Gerai.Merchants;
using Gerai.Notifications;
using Gerai.Running;
using Gerai.Values;

namespace Gerai.Cli.Commands;

/// <summary>gerai sandbox: a gateway for one merchant on this machine, ready to be charged against.</summary>
internal static class SandboxCommand
{
    private const string DefaultFolder = "./gerai-data";

    private static readonly Option<string[]> Urls = new("--urls")
    {
        Description = "Addresses to listen on.",
        HelpName = "URL",
        DefaultValueFactory = _ => [Choice.DefaultUrl],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder for the database and the keys.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => DefaultFolder,
    };

    private static readonly Option<string?> ServerKeyText = new("--server-key")
    {
        Description = "Server key of the merchant; without it, one is made and kept in the folder.",
        HelpName = "KEY",
    };

    private static readonly Option<string?> ClientKey = new("--client-key")
    {
        Description = "Client key of the merchant.",
        HelpName = "KEY",
    };

    private static readonly Option<string?> Notify = new("--notify")
    {
        Description = "Address that is told of every payment; http and this machine are fine here.",
        HelpName = "URL",
    };

    // The counts of the documented policy stay, whatever the waits.
    private static readonly Option<TimeSpan[]?> RetryWaits = Waits.Option(
        "--retry-waits",
        "The longest waits before the retries of a notification, such as 1s,2s,3s,4s,5s; the documented ones are long.",
        count: new NotificationOptions().Waits.Count);

    public static Command New()
    {
        var command = new ExampleCommand(
            "sandbox",
            "Start a sandbox with one merchant: prints its keys and a curl to try.",
            "gerai sandbox",
            "gerai sandbox --notify http://127.0.0.1:8080/notifications")
        {
            Urls, Data, ServerKeyText, ClientKey, Notify, RetryWaits,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult asked, CancellationToken cancel)
    {
        var folder = new DataFolder(asked.GetRequiredValue(Data));
        var options = new GatewayOptions
        {
            Urls = ServeCommand.SplitUrls(asked.GetRequiredValue(Urls)),
            Database = folder.ConnectionString,
            SealingKey = folder.SealingKey(),
            Sandbox = true,
            Drain = DrainOptions.AtOnce,
            Notifications = asked.GetValue(RetryWaits) is { Length: > 0 } waits
                ? new NotificationOptions { Waits = waits }
                : new NotificationOptions(),
        };
        await using var gateway = await GatewayApp.StartAsync(options, Portal.Annex, cancel);
        var merchant = await MerchantOfAsync(asked, folder, gateway.Merchants, cancel);
        var door = await PortalDoor.OpenAsync(gateway, merchant, cancel);
        Greet(gateway.Addresses, merchant, door, isMade: asked.GetValue(ServerKeyText) is null);
        await gateway.WaitForShutdownAsync(cancel);
        return ExitCode.Success;
    }

    // Exactly the merchant that was asked for: the same keys at every start, the address of the last one that named it.
    private static async Task<Merchant> MerchantOfAsync(
        ParseResult asked, DataFolder folder, MerchantAccounts merchants, CancellationToken cancel)
    {
        var notify = asked.GetValue(Notify);
        var (serverKey, clientKey) = KeysOf(asked.GetValue(ServerKeyText), asked.GetValue(ClientKey), folder);
        if (await merchants.FindByKeyAsync(serverKey, cancel) is not { } known)
        {
            return await merchants.OpenAsync(
                new NewMerchant
                {
                    Environment = GatewayEnvironment.Sandbox,
                    Name = "Sandbox merchant",
                    NotificationUrls = notify is null ? [] : [notify],
                    ServerKey = serverKey,
                    ClientKey = clientKey,
                    WebhookSecret = WebhookSecret.ForSandbox(new ServerKey(serverKey)),
                },
                cancel);
        }

        if (known.Id.Environment is not GatewayEnvironment.Sandbox)
        {
            throw new CommandFailure("This server key belongs to a production merchant.");
        }

        var wanted = known with
        {
            ClientKey = clientKey ?? known.ClientKey,
            NotificationUrls = notify is null ? known.NotificationUrls : [notify],
        };
        await merchants.ChangeAsync(wanted, cancel);

        // A folder from before there were webhook secrets gets one now.
        return wanted.WebhookSecrets is []
            ? await merchants.RotateWebhookSecretAsync(wanted.Id, TimeSpan.Zero, AtThisMachine.Actor, cancel)
            : wanted;
    }

    private static (string ServerKey, string? ClientKey) KeysOf(string? serverKey, string? clientKey, DataFolder folder)
    {
        if (serverKey is not null)
        {
            return (serverKey, clientKey);
        }

        if (folder.ReadSandboxKeys() is { } kept)
        {
            return (kept.ServerKey, clientKey ?? kept.ClientKey);
        }

        var made = ServerKey.New(GatewayEnvironment.Sandbox, RandomSource.Secure).Text;
        clientKey ??= ServerKey.NewClientKey(GatewayEnvironment.Sandbox, RandomSource.Secure);
        folder.KeepSandboxKeys(made, clientKey);
        return (made, clientKey);
    }

    private static void Greet(IReadOnlyList<string> addresses, Merchant merchant, PortalDoor door, bool isMade)
    {
        // A key that the caller brought along is known to the caller, and this output may well end in a log.
        var key = isMade ? merchant.ServerKey.Text : "$GERAI_SERVER_KEY";
        Output.Markup("[bold]Gerai sandbox[/] [grey](play money)[/]");
        Output.Fields(
            ("core api", addresses[0] + "/v2"),
            ("counter api", addresses[0] + "/counter/v1"),
            ("portal", PortalDoor.Address(addresses[0])),
            ("sign-in", PortalDoor.Email),
            ("password", door.Password),
            ("merchant", merchant.Id.Number),
            ("server key", isMade ? key : null),
            ("client key", isMade ? merchant.ClientKey : null),
            ("webhook secret", merchant.WebhookSecrets[0].Text),
            ("notifies", string.Join(", ", merchant.NotificationUrls.DefaultIfEmpty("nobody; give --notify URL"))));
        Output.Line();
        Output.Markup("[grey]Charge an order:[/]");
        Output.Line();
        Output.Line(Curl(addresses[0], key));
        Output.Line();
        Output.Markup("[grey]Then pay the payment_code of the answer at the counter:[/]");
        Output.Line();
        Output.Line($"{Output.ProgramName} pay CODE --url {addresses[0]}");
        Output.Line();
        Output.Line("listening on " + string.Join(", ", addresses));
    }

    // Each order id can be charged once, so the shell makes a new one at every paste.
    private static string Curl(string address, string key) =>
        $$$"""
        curl {{{address}}}/v2/charge -u "{{{key}}}:" -H 'Content-Type: application/json' -d '{
          "payment_type": "cstore",
          "transaction_details": {"order_id": "order-'"$(date +%s)"'", "gross_amount": 44000},
          "cstore": {"store": "alfamart", "message": "My first order"}
        }'
        """;
}

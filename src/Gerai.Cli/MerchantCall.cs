using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Gerai.Cli;

/// <summary>What the commands of a merchant share: address, server key, and how an answer is shown.</summary>
internal sealed class MerchantCall
{
    private static readonly (string Name, string Label)[] Shown =
    [
        ("order_id", "order"), ("transaction_status", "status"), ("store", "store"), ("payment_code", "payment code"),
        ("gross_amount", "amount"), ("transaction_time", "charged at"), ("expiry_time", "payable until"),
        ("settlement_time", "paid at"), ("approval_code", "approval code"), ("transaction_id", "transaction"),
        ("merchant_id", "merchant"), ("custom_field1", "custom field 1"), ("custom_field2", "custom field 2"),
        ("custom_field3", "custom field 3"), ("metadata", "metadata"),
    ];

    private readonly Option<Uri> url = Choice.Url();

    private readonly Option<string?> serverKey = new("--server-key")
    {
        Description = "Server key of the merchant; better given as GERAI_SERVER_KEY, which no shell history keeps.",
        HelpName = "KEY",
    };

    private readonly Option<bool> json = new("--json") { Description = "Print the answer's body as it came." };

    public void AddTo(Command command)
    {
        AddPlaceTo(command);
        command.Options.Add(json);
    }

    /// <summary>Only where and who, for commands whose output is no answer's body.</summary>
    public void AddPlaceTo(Command command)
    {
        command.Options.Add(url);
        command.Options.Add(serverKey);
    }

    /// <summary>A command that does something with one payment, named by order id or transaction id.</summary>
    public static Command NewOnPayment(
        ExampleCommand command,
        Func<CoreApiClient, string, CancellationToken, Task<CoreApiAnswer>> ask,
        Func<CoreApiAnswer, bool> succeeded)
    {
        var call = new MerchantCall();
        var id = new Argument<string>("ID") { Description = "Order id or transaction id." };
        command.Arguments.Add(id);
        call.AddTo(command);
        command.SetAction((asked, cancel) =>
            call.RunAsync(asked, client => ask(client, asked.GetRequiredValue(id), cancel), succeeded));
        return command;
    }

    public async Task<int> RunAsync(
        ParseResult asked, Func<CoreApiClient, Task<CoreApiAnswer>> ask, Func<CoreApiAnswer, bool> succeeded)
    {
        var key = KeyOf(asked);
        using var http = Connection.To(asked.GetRequiredValue(url));
        var answer = await ask(new CoreApiClient(http, key));
        var isSuccess = succeeded(answer);
        if (asked.GetValue(json))
        {
            Output.Line(answer.Text);
        }
        else if (isSuccess)
        {
            Show(answer);
        }
        else
        {
            Output.Complain(Refusal(answer));
        }

        return isSuccess ? ExitCode.Success : ExitCode.Refused;
    }

    /// <summary>The door beside the Core API, opened with the same key.</summary>
    public MerchantApiClient OpenMerchantApi(ParseResult asked)
    {
        var key = KeyOf(asked);
        return new MerchantApiClient(Connection.To(asked.GetRequiredValue(url)), key);
    }

    public bool WantsJson(ParseResult asked) => asked.GetValue(json);

    private string KeyOf(ParseResult asked) =>
        asked.GetValue(serverKey) ?? GatewayPlace.Setting("GERAI_SERVER_KEY") ?? throw new CommandFailure(
            "Who asks? Give --server-key KEY or set GERAI_SERVER_KEY.", ExitCode.Usage);

    private static void Show(CoreApiAnswer answer)
    {
        Output.Markup($"[bold green]{Output.Escape(answer["status_message"] ?? "Success")}[/]");
        Output.Fields(Shown.Select(field => (field.Label, Value(answer, field.Name))));
    }

    private static string? Value(CoreApiAnswer answer, string name) =>
        name is "gross_amount" && decimal.TryParse(answer[name], CultureInfo.InvariantCulture, out var amount)
            ? Output.Rupiah((long)amount)
            : answer[name];

    private static string Refusal(CoreApiAnswer answer)
    {
        var details = answer.Body["validation_messages"] as JsonArray ?? [];
        return $"Refused ({answer.Code}): {answer["status_message"]} {string.Join("; ", details)}".TrimEnd();
    }
}

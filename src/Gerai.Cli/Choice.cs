using System.CommandLine;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Cli;

/// <summary>Options whose values are one of a few words, and addresses.</summary>
internal static class Choice
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    public static Option<string> Store(string description, bool required)
    {
        var option = new Option<string>("--store") { Description = description, Required = required };
        return option.AcceptOnlyFromAmong("alfamart", "indomaret");
    }

    public static StoreChain Chain(string store) => Enum.Parse<StoreChain>(store, ignoreCase: true);

    public static Option<string> Environment() => new Option<string>("--environment")
    {
        Description = "Play money or real money.",
        Required = true,
    }.AcceptOnlyFromAmong("sandbox", "production");

    public static GatewayEnvironment Environment(string name) => Enum.Parse<GatewayEnvironment>(name, ignoreCase: true);

    /// <summary>Where the gateway listens.</summary>
    public static Option<Uri> Url() => new("--url")
    {
        Description = "Address of the gateway.",
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri(DefaultUrl),
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                return url;
            }

            result.AddError($"{text} is not an address such as {DefaultUrl}.");
            return null;
        },
    };

    /// <summary>An amount in whole rupiah, at least one.</summary>
    public static Option<long?> Amount(string description, bool required)
    {
        var option = new Option<long?>("--amount")
        {
            Description = description,
            HelpName = "RUPIAH",
            Required = required,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 1)
            {
                result.AddError("An amount is at least one rupiah.");
            }
        });
        return option;
    }
}

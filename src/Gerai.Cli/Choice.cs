using System.CommandLine;
using System.Globalization;
using Gerai.Stores;
using Gerai.Values;

namespace Gerai.Cli;

/// <summary>Options whose values are one of a few words, and addresses.</summary>
internal static class Choice
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    private static readonly TimeSpan OverlapMax = TimeSpan.FromDays(90);

    // As long as any books may be kept.
    private static readonly TimeSpan AgoMax = TimeSpan.FromDays(9_999);

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
    public static Option<Uri> Url() => Url("--url", "Address of the gateway.", DefaultUrl);

    /// <summary>An address; with a default it need not be given.</summary>
    public static Option<Uri> Url(string name, string description, string? usual)
    {
        var option = new Option<Uri>(name)
        {
            Description = description,
            HelpName = "URL",
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
        if (usual is not null)
        {
            option.DefaultValueFactory = _ => new Uri(usual);
        }

        return option;
    }

    /// <summary>How long old secrets stay good beside new ones; a day when it is not given.</summary>
    public static Option<TimeSpan?> Overlap() => new("--overlap")
    {
        Description = "How long the old ones stay good, such as 90m or 7d; 24h unless given, 0h ends them now.",
        HelpName = "TIME",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TryTime(text, OverlapMax) is { } time)
            {
                return time;
            }

            result.AddError($"{text} is not a time of up to {OverlapMax.TotalDays:F0} days, such as 24h.");
            return default;
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

    /// <summary>How long ago: a number and s, m, h or d.</summary>
    public static Option<TimeSpan?> Ago(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "AGO",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TryTime(text, AgoMax) is { } ago)
            {
                return ago;
            }

            result.AddError($"{text} is no time such as 90s, 30m, 2h or 7d.");
            return null;
        },
    };

    /// <summary>One of the addresses that an event was for; letter for letter, so it is a text here.</summary>
    public static Option<string?> ToldAddress() => new("--address")
    {
        Description = "Only to this address, as gerai events ID shows it.",
        HelpName = "URL",
    };

    private static TimeSpan? TryTime(string text, TimeSpan longest)
    {
        var unit = text.LastOrDefault() switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        return unit > TimeSpan.Zero
            && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count <= longest / unit
                ? unit * count
                : null;
    }
}

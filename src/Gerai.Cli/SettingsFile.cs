using Gerai.Notifications;
using Microsoft.Extensions.Configuration;

namespace Gerai.Cli;

/// <summary>
/// Lays an operator's settings over the defaults: a JSON file with a section for each room, and above it environment
/// variables such as <c>GERAI_STORES__ALFAMART__AMOUNTMAX</c>. A name that means nothing is an error, not a silence.
/// </summary>
internal static class SettingsFile
{
    private const string Prefix = "GERAI_";

    private static readonly string[] Sections =
    [
        "Stores", "Payments", "Notifications", "Mail", "CoreApi", "Counter", "Voucher", "Portal", "Simulator",
        "Storage", "Retention", "Drain", "Logs",
    ];

    public static GatewayOptions Apply(string? path, GatewayOptions options)
    {
        try
        {
            return Bind(Read(path), options);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or InvalidDataException or FormatException)
        {
            // About a member of a list the binder says what is wrong with it only inside.
            var said = wrong.InnerException as InvalidOperationException ?? wrong;
            throw new CommandFailure($"The settings are not right: {said.Message}", ExitCode.Usage);
        }
    }

    /// <summary>Variables that look like settings and are of no section, so that nobody reads them.</summary>
    public static IEnumerable<string> UnknownVariables() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && name[Prefix.Length..].Split("__") is [var section, _, ..]
            && !Sections.Contains(section, StringComparer.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);

    private static GatewayOptions Bind(IConfiguration settings, GatewayOptions options)
    {
        BindSection(settings, "Stores", options.Stores);
        BindSection(settings, "Payments", options.Payments);
        BindSection(settings, "Notifications", options.Notifications);
        BindSection(settings, "Mail", options.Mail);
        BindSection(settings, "CoreApi", options.CoreApi);
        BindSection(settings, "Counter", options.Counter);
        BindSection(settings, "Voucher", options.Voucher);
        BindSection(settings, "Portal", options.Portal);
        BindSection(settings, "Simulator", options.Simulator);
        BindSection(settings, "Storage", options.Storage);
        BindSection(settings, "Retention", options.Retention);
        BindSection(settings, "Drain", options.Drain);
        BindSection(settings, "Logs", options.Logs);

        return options with { Notifications = WithLists(settings.GetSection("Notifications"), options.Notifications) };
    }

    // The binder adds a list to the default one instead of putting it in its place.
    private static NotificationOptions WithLists(IConfigurationSection section, NotificationOptions options) =>
        options with
        {
            Waits = List<TimeSpan>(section, nameof(options.Waits)) ?? options.Waits,
            AllowedNetworks = List<string>(section, nameof(options.AllowedNetworks)) ?? options.AllowedNetworks,
            AllowedPorts = List<int>(section, nameof(options.AllowedPorts)) ?? options.AllowedPorts,
            AllowedSchemes = List<string>(section, nameof(options.AllowedSchemes)) ?? options.AllowedSchemes,
        };

    private static T[]? List<T>(IConfigurationSection section, string name) => section.GetSection(name).Get<T[]>();

    private static void BindSection(IConfiguration settings, string section, object options) =>
        settings.GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);

    private static IConfigurationRoot Read(string? path)
    {
        var file = new ConfigurationBuilder();
        if (path is not null)
        {
            file.AddJsonFile(Path.GetFullPath(path), optional: false);
            var unknown = file.Build().GetChildren().Select(child => child.Key).FirstOrDefault(key =>
                !Sections.Contains(key, StringComparer.OrdinalIgnoreCase));
            if (unknown is not null)
            {
                throw new InvalidDataException(
                    $"there is no section {unknown}; there are {string.Join(", ", Sections)}.");
            }
        }

        return file.AddEnvironmentVariables(Prefix).Build();
    }
}

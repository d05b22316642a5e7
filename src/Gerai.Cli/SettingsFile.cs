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
        ["Stores", "Payments", "Notifications", "Mail", "CoreApi", "Counter", "Storage"];

    public static GatewayOptions Apply(string? path, GatewayOptions options)
    {
        try
        {
            return Bind(Read(path), options);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or InvalidDataException or FormatException)
        {
            throw new CommandFailure($"The settings are not right: {wrong.Message}", ExitCode.Usage);
        }
    }

    private static GatewayOptions Bind(IConfiguration settings, GatewayOptions options)
    {
        BindSection(settings, "Stores", options.Stores);
        BindSection(settings, "Payments", options.Payments);
        BindSection(settings, "Notifications", options.Notifications);
        BindSection(settings, "Mail", options.Mail);
        BindSection(settings, "CoreApi", options.CoreApi);
        BindSection(settings, "Counter", options.Counter);
        BindSection(settings, "Storage", options.Storage);

        // The binder adds a list to the default one instead of putting it in its place.
        return settings.GetSection("Notifications:Waits").Get<TimeSpan[]>() is { } waits
            ? options with { Notifications = options.Notifications with { Waits = waits } }
            : options;
    }

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

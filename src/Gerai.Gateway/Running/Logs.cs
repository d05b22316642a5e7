using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Gerai.Running;

/// <summary>Sends the log to standard error, as the settings want it.</summary>
internal static class Logs
{
    public static void Add(WebApplicationBuilder builder, LogOptions options)
    {
        var framework = options.Level > LogLevel.Warning ? options.Level : LogLevel.Warning;
        builder.Logging.ClearProviders()
            .SetMinimumLevel(framework)
            .AddFilter("Gerai", options.Level)

            // A start that fails is told by its exception; the host would print it a second time, as a stack trace.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>()
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.ColorBehavior = LoggerColorBehavior.Disabled;
            });

        // Last of all, since an init system's package has a taste of its own.
        builder.Services.PostConfigure<ConsoleLoggerOptions>(console =>
        {
            console.FormatterName = options.Format is LogFormat.Json ? JsonLines.Name : ConsoleFormatterNames.Simple;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
    }
}

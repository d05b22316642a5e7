using System.Diagnostics.Metrics;
using System.Globalization;
using Gerai.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds <see cref="IGeraiClient"/> to an application.</summary>
public static class GeraiRegistration
{
    /// <summary>The name of the client's own <see cref="HttpClient"/>.</summary>
    private const string HttpClientName = GeraiTelemetry.Name;

    /// <summary>Adds a client with settings made in code. They are checked when the application starts.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets target and server key.</param>
    /// <returns>The builder of the <see cref="HttpClient"/> underneath, for handlers of your own.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddGerai(gerai => gerai.ServerKey = key);
    /// </code>
    /// </example>
    public static IHttpClientBuilder AddGerai(this IServiceCollection services, Action<GeraiClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<GeraiClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GeraiClientOptions>, OptionsCheck>());
        services.AddMetrics();
        services.TryAddSingleton<IGeraiClient>(NewClient);
        return services.AddHttpClient(HttpClientName)
            .ConfigureHttpClient(static http => GeraiClient.Configured(http))
            .ConfigurePrimaryHttpMessageHandler(static () => GeraiClient.NewHandler())
            .RedactLoggedHeaders(["Authorization"]);
    }

    /// <summary>
    /// Adds a client with the settings <c>Target</c> (<c>Sandbox</c>, <c>Production</c> or an address),
    /// <c>ServerKey</c>, <c>Attempts</c>, <c>Timeout</c> (<c>00:00:30</c>) and <c>AllowPlainHttp</c>. They are checked
    /// when the application starts.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="section">The section that holds them.</param>
    /// <returns>The builder of the <see cref="HttpClient"/> underneath, for handlers of your own.</returns>
    /// <example>
    /// <code>
    /// builder.Services.AddGerai(builder.Configuration.GetSection("Gerai"));
    /// </code>
    /// </example>
    public static IHttpClientBuilder AddGerai(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddGerai(options => Read(section, options));
    }

    private static IGeraiClient NewClient(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IHttpClientFactory>();
        return new GeraiClient(
            services.GetRequiredService<IOptions<GeraiClientOptions>>().Value,
            () => factory.CreateClient(HttpClientName),
            services.GetService<TimeProvider>(),
            services.GetService<ILogger<GeraiClient>>(),
            services.GetRequiredService<IMeterFactory>().Create(GeraiTelemetry.Name));
    }

    // By hand, so that nothing has to be looked up when the application runs.
    private static void Read(IConfiguration section, GeraiClientOptions options)
    {
        var plain = CultureInfo.InvariantCulture;
        Set(section, nameof(options.Target), text => options.Target = GeraiTarget.Parse(text));
        Set(section, nameof(options.ServerKey), text => options.ServerKey = text);
        Set(section, nameof(options.Attempts), text => options.Attempts = int.Parse(text, plain));
        Set(section, nameof(options.Timeout), text => options.Timeout = TimeSpan.Parse(text, plain));
        Set(section, nameof(options.AllowPlainHttp), text => options.AllowPlainHttp = bool.Parse(text));
    }

    private static void Set(IConfiguration section, string name, Action<string> set)
    {
        if (section[name] is not { } text)
        {
            return;
        }

        try
        {
            set(text);
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException)
        {
            throw new OptionsValidationException(
                Options.Options.DefaultName, typeof(GeraiClientOptions), [$"{name} cannot be read: {wrong.Message}"]);
        }
    }
}

using Microsoft.Extensions.Options;

namespace Gerai.Client;

/// <summary>Says what is wrong with the settings, without saying the server key.</summary>
internal sealed class OptionsCheck : IValidateOptions<GeraiClientOptions>
{
    private const int AttemptsMax = 10;
    private const int KeyLengthMax = 255;

    private static readonly TimeSpan TimeoutMin = TimeSpan.FromSeconds(1);

    // As long as a gateway keeps an idempotency key (protocol 1.39).
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromMinutes(5);

    public static IEnumerable<string> Complaints(GeraiClientOptions options)
    {
        if (ComplaintAboutKey(options.ServerKey) is { } complaint)
        {
            yield return complaint;
        }

        if (options.Target is null)
        {
            yield return "Target is missing: Sandbox, Production, or an address.";
            yield break;
        }

        // The other way round nothing can be said: newer sandbox accounts have keys without SB- (protocol 7.6).
        if (options.Target == GeraiTarget.Production && IsSandboxKey(options.ServerKey))
        {
            yield return "ServerKey is one of the sandbox (it begins with SB-), but Target is Production.";
        }

        var address = options.Target.Address;
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !options.AllowPlainHttp)
        {
            yield return $"Target {address} would carry the server key in the clear. Use https, or set AllowPlainHttp "
                + "if nobody else is on that network.";
        }

        if (options.Attempts is < 1 or > AttemptsMax)
        {
            yield return "Attempts is 1 to 10.";
        }

        if (options.Timeout < TimeoutMin || options.Timeout > TimeoutMax)
        {
            yield return "Timeout is 1 second to 5 minutes.";
        }
    }

    public static bool IsSandboxKey(string? key) => key?.StartsWith("SB-", StringComparison.Ordinal) is true;

    public static bool IsProductionKey(string key) => key.StartsWith("Mid-server-", StringComparison.Ordinal);

    public ValidateOptionsResult Validate(string? name, GeraiClientOptions options)
    {
        var complaints = Complaints(options).ToList();
        return complaints.Count > 0 ? ValidateOptionsResult.Fail(complaints) : ValidateOptionsResult.Success;
    }

    private static string? ComplaintAboutKey(string? key)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            return "ServerKey is missing.";
        }

        // A colon would end the user name of Basic authentication.
        if (key.Length > KeyLengthMax || key.Any(letter => letter is <= ' ' or > '~' or ':'))
        {
            return "ServerKey holds a blank or another character that no key has.";
        }

        return key.Contains("-client-", StringComparison.Ordinal)
            ? "ServerKey is a client key. The server key is the other one, with -server- in it."
            : null;
    }
}

namespace Gerai.Cli;

/// <summary>Calls to a gateway. What is no answer at all ends the command with an exit code of its own.</summary>
internal static class Connection
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    public static HttpClient To(Uri gateway) => new(new SocketsHttpHandler
    {
        // A proxy set for the Internet knows nothing of this machine's own ports.
        UseProxy = !gateway.IsLoopback,
        AllowAutoRedirect = false,
    })
    {
        BaseAddress = gateway,
        Timeout = TimeLimit,
    };

    public static CommandFailure Lost(HttpClient http, Exception reason) => new(
        reason is OperationCanceledException
            ? $"{http.BaseAddress} did not answer within {TimeLimit.TotalSeconds} seconds."
            : $"No connection to {http.BaseAddress}: {reason.Message}",
        ExitCode.NoConnection);

    /// <summary>Whether a call ended without an answer, rather than because the caller gave up.</summary>
    public static bool IsLost(Exception reason, CancellationToken cancel) =>
        reason is HttpRequestException or IOException
        || (reason is OperationCanceledException && !cancel.IsCancellationRequested);
}

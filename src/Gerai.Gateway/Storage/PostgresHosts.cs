using System.Net.Sockets;
using Npgsql;

namespace Gerai.Storage;

/// <summary>
/// The servers that a connection string names. The one that takes writes is asked, for everything, so that what was
/// written is read at once. It is believed in until a connection to it fails; then all are asked at once which one it
/// is now, once for everybody who wants to know, and nobody waits for one that hangs.
/// </summary>
internal sealed class PostgresHosts : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    private readonly IReadOnlyList<PostgresHost> hosts;
    private readonly Lock gate = new();
    private PostgresHost? primary;
    private Task<PostgresHost>? search;

    public PostgresHosts(string connectionString)
    {
        var names = (new NpgsqlConnectionStringBuilder(connectionString).Host ?? "")
            .Split(',', StringSplitOptions.TrimEntries);
        hosts = [.. names.Select(host => new PostgresHost(connectionString, host, names.Length > 1))];
        primary = hosts is [var only] ? only : null;
    }

    /// <summary>None, if the connection string says so.</summary>
    public TimeSpan? QuestionTime => hosts[0].QuestionTime;

    /// <summary>
    /// Whether the server is gone, or is no longer or not yet the one that writes. It may be back soon.
    /// </summary>
    public static bool IsUnavailable(Exception failure) => failure switch
    {
        PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.ReadOnlySqlTransaction
        } => true,
        PostgresException told => told.IsTransient && !IsRivalry(told),
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether another transaction was in the way, so that the same statements may succeed now.</summary>
    public static bool IsRivalry(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected,
    };

    /// <summary>The one that takes writes, as far as is known.</summary>
    public Task<PostgresHost> PrimaryAsync()
    {
        lock (gate)
        {
            if (primary is not null)
            {
                return Task.FromResult(primary);
            }

            return search is { IsCompleted: false } ? search : search = Task.Run(SearchAsync);
        }
    }

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel, bool isFleeting = false)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            var host = await PrimaryAsync().WaitAsync(cancel);
            try
            {
                return await (isFleeting ? host.Fleeting : host.Books).OpenConnectionAsync(cancel);
            }
            catch (Exception failure) when (IsUnavailable(failure))
            {
                Doubt(host);
                if (isSecond || hosts.Count == 1)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>As <see cref="OpenAsync"/>, for a thread that may be kept waiting.</summary>
    public NpgsqlConnection Open()
    {
        var host = PrimaryAsync().GetAwaiter().GetResult();
        try
        {
            return host.Books.OpenConnection();
        }
        catch (Exception failure) when (IsUnavailable(failure))
        {
            Doubt(host);
            throw;
        }
    }

    /// <summary>The server at its other end has failed: who opens a connection next asks anew which one writes.
    /// </summary>
    public void Doubt(NpgsqlConnection broken)
    {
        if (hosts.FirstOrDefault(host => host.IsAtTheEndOf(broken)) is { } doubted)
        {
            Doubt(doubted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    // Of one that is believed in no more already, many connections tell that it has failed.
    private void Doubt(PostgresHost doubted)
    {
        lock (gate)
        {
            if (primary == doubted && hosts.Count > 1)
            {
                primary = null;
            }
        }
    }

    private async Task<PostgresHost> SearchAsync()
    {
        // Not disposed of: who is slow to answer still looks at it later.
        var over = new CancellationTokenSource();
        try
        {
            var found = await FirstThatOpensAsync(over.Token);
            lock (gate)
            {
                primary = found;
            }

            foreach (var other in hosts.Where(host => host != found))
            {
                other.Forget();
            }

            return found;
        }
        finally
        {
            await over.CancelAsync();
        }
    }

    private async Task<PostgresHost> FirstThatOpensAsync(CancellationToken cancel)
    {
        var asked = hosts.ToDictionary(host => host.TryAsync(cancel));
        var failures = new Dictionary<PostgresHost, Exception>();
        while (true)
        {
            var answer = await Task.WhenAny(asked.Keys);
            asked.Remove(answer, out var host);
            if (answer.IsCompletedSuccessfully)
            {
                return host!;
            }

            failures[host!] = answer.Exception!.InnerException!;
            if (failures.Count == hosts.Count)
            {
                throw WhyNone([.. failures.Values]);
            }

            // While one of them hangs, another may be promoted.
            asked.Add(TryAgainAsync(host!, cancel), host!);
        }
    }

    private static async Task TryAgainAsync(PostgresHost host, CancellationToken cancel)
    {
        // Nobody tells when a standby takes over.
        await Task.Delay(BetweenTries, TimeProvider.System, cancel);
        await host.TryAsync(cancel);
    }

    // A wrong password is not trouble that passes.
    private static Exception WhyNone(IReadOnlyList<Exception> failures) =>
        failures.FirstOrDefault(failure => !IsUnavailable(failure))
        ?? new NpgsqlException("None of the servers takes writes.", failures[0]);
}

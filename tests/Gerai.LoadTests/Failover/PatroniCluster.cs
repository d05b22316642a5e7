using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Gerai.LoadTests.Failover;

/// <summary>
/// Three PostgreSQL servers that Patroni minds, one of them the primary and one always in step with it, and the etcd
/// where they agree on who that is. As docs/operating.md sets it up, on one machine.
/// </summary>
internal sealed class PatroniCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private static readonly string[] Whole = ["leader", "replica", "sync_standby"];

    private readonly string folder = Directory.CreateTempSubdirectory("gerai-cluster-").FullName;
    private readonly List<PatroniNode> nodes = [];
    private Process? etcd;

    /// <summary>For a gateway: all three, of which it finds the primary.</summary>
    public string ConnectionString =>
        $"Host={string.Join(',', nodes.Select(node => node.Address))};Username=postgres;Database=postgres;"
        + "Target Session Attributes=primary;Timeout=2;Command Timeout=4;Cancellation Timeout=500";

    public async Task StartAsync()
    {
        await AsPostgres.OwnAsync(folder);
        var (clients, peers) = (Ports.Free(), Ports.Free());
        etcd = AsPostgres.Start(
            Path.Combine(folder, "etcd.log"),
            "etcd",
            "--data-dir", Path.Combine(folder, "etcd"),
            "--listen-client-urls", $"http://127.0.0.1:{clients}",
            "--advertise-client-urls", $"http://127.0.0.1:{clients}",
            "--listen-peer-urls", $"http://127.0.0.1:{peers}",
            "--initial-advertise-peer-urls", $"http://127.0.0.1:{peers}",
            "--initial-cluster", $"default=http://127.0.0.1:{peers}");
        await UntilDecidedAsync(clients);
        for (var number = 1; number <= 3; number++)
        {
            nodes.Add(new PatroniNode(string.Create(CultureInfo.InvariantCulture, $"db{number}"), folder, clients));
        }

        await AsPostgres.OwnAsync(folder);
        nodes.ForEach(node => node.Start());
        await UntilWholeAsync();
    }

    /// <summary>Returns when one is the primary and the two others follow it, one of them in step.</summary>
    public async Task UntilWholeAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var roles = await Task.WhenAll(nodes.Select(node => node.RoleAsync()));
            if (roles.Order(StringComparer.Ordinal).SequenceEqual(Whole))
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new InvalidOperationException(
                    $"The cluster is not whole after {Patience}.\n"
                    + string.Join('\n', nodes.Select(node => node.LastWords())));
            }

            // Other processes, which tell nobody when they are ready.
            await Task.Delay(BetweenLooks, TimeProvider.System);
        }
    }

    public async Task<PatroniNode> PrimaryAsync()
    {
        foreach (var node in nodes)
        {
            if (await node.RoleAsync() == "leader")
            {
                return node;
            }
        }

        throw new InvalidOperationException("There is no primary.");
    }

    // Patroni asks for etcd's version once, and ends when it is told that there is none yet.
    private static async Task UntilDecidedAsync(int clients)
    {
        var version = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{clients}/version"));
        using var limit = new CancellationTokenSource(Patience);
        while (!await IsDecidedAsync(version, limit.Token))
        {
            // Another process, which tells nobody when it is ready.
            await Task.Delay(BetweenLooks, TimeProvider.System, limit.Token);
        }
    }

    private static async Task<bool> IsDecidedAsync(Uri version, CancellationToken cancel)
    {
        try
        {
            var text = await PatroniNode.Http.GetStringAsync(version, cancel);
            return Version.TryParse(JsonNode.Parse(text)!["etcdcluster"]!.ToString(), out _);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        if (etcd is not null)
        {
            AsPostgres.Kill(etcd);
        }

        Directory.Delete(folder, recursive: true);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Gerai.LoadTests.Failover;

/// <summary>
/// A machine of the cluster: PostgreSQL and the Patroni that minds it, reached only over lines that can be cut.
/// </summary>
internal sealed class PatroniNode : IAsyncDisposable
{
    /// <summary>For what is on this machine.</summary>
    public static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(2),
    };

    private const int LastLines = 15;

    private readonly string folder;
    private readonly int rest = Ports.Free();
    private readonly int postgres = Ports.Free();
    private readonly CutLine toRest;
    private readonly CutLine toPostgres;
    private readonly CutLine toEtcd;
    private Process? patroni;

    public PatroniNode(string name, string folder, int etcd)
    {
        Name = name;
        this.folder = Path.Combine(folder, name);
        Directory.CreateDirectory(this.folder);
        toRest = new CutLine(rest);
        toPostgres = new CutLine(postgres);
        toEtcd = new CutLine(etcd);
        File.WriteAllText(Settings, SettingsText());
    }

    public string Name { get; }

    /// <summary>Where everybody else finds its PostgreSQL.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{toPostgres.Port}");

    private string Settings => Path.Combine(folder, "patroni.yml");

    private string Data => Path.Combine(folder, "data");

    public void Start() => patroni = AsPostgres.Start(Path.Combine(folder, "log"), "patroni", Settings);

    /// <summary>
    /// What it says it is: "leader", "sync_standby" (in step with the leader) or "replica"; nothing when it is not up.
    /// </summary>
    public async Task<string?> RoleAsync()
    {
        try
        {
            var text = await Http.GetStringAsync(
                string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{rest}/cluster"));
            var own = JsonNode.Parse(text)!["members"]!.AsArray()
                .FirstOrDefault(member => member!["name"]!.ToString() == Name);
            return own?["state"]?.ToString() is "running" or "streaming" ? own["role"]!.ToString() : null;
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>The end of what it has written, for who has to find out why it is not up.</summary>
    public string LastWords() =>
        $"{Name}:\n{string.Join('\n', File.ReadAllLines(Path.Combine(folder, "log")).TakeLast(LastLines))}";

    /// <summary>The machine loses its power: everything on it is gone at once.</summary>
    public async Task KillAsync()
    {
        AsPostgres.Kill(patroni!);
        patroni = null;
        if (await PostmasterAsync() is { } postmaster)
        {
            postmaster.Kill();
            await postmaster.WaitForExitAsync();
            postmaster.Dispose();
        }
    }

    /// <summary>The machine runs on and hears and is heard by nobody.</summary>
    public void Cut()
    {
        toEtcd.Cut();
        toRest.Cut();
        toPostgres.Cut();
    }

    public void Mend()
    {
        toEtcd.Mend();
        toRest.Mend();
        toPostgres.Mend();
    }

    public async ValueTask DisposeAsync()
    {
        if (patroni is not null)
        {
            await KillAsync();
        }

        await toEtcd.DisposeAsync();
        await toRest.DisposeAsync();
        await toPostgres.DisposeAsync();
    }

    private async Task<Process?> PostmasterAsync()
    {
        var file = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(file))
        {
            return null;
        }

        var first = (await File.ReadAllLinesAsync(file))[0];
        try
        {
            return Process.GetProcessById(int.Parse(first, CultureInfo.InvariantCulture));
        }
        catch (ArgumentException)
        {
            // It had ended by itself.
            return null;
        }
    }

    private string SettingsText() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        scope: gerai
        name: {Name}
        restapi:
          listen: 127.0.0.1:{rest}
          connect_address: 127.0.0.1:{toRest.Port}
        etcd3:
          host: 127.0.0.1:{toEtcd.Port}
          use_proxies: true
        bootstrap:
          dcs:
            ttl: 7
            loop_wait: 1
            retry_timeout: 3
            synchronous_mode: true
            postgresql:
              use_pg_rewind: true
              parameters:
                max_connections: 200
                wal_keep_size: 512MB
          initdb:
          - encoding: UTF8
          - locale: C
          - data-checksums
          pg_hba:
          - local all all trust
          - host all all 127.0.0.1/32 trust
          - host replication all 127.0.0.1/32 trust
        postgresql:
          listen: 127.0.0.1:{postgres}
          connect_address: {Address}
          data_dir: {Data}
          bin_dir: {AsPostgres.Programs}
          use_unix_socket: true
          use_unix_socket_repl: true
          authentication:
            superuser:
              username: postgres
            replication:
              username: replicator
            rewind:
              username: rewinder
          parameters:
            unix_socket_directories: {folder}
            shared_buffers: 64MB
        """);
}

/// <summary>Ports that nobody listens at.</summary>
internal static class Ports
{
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using Gerai.Merchants;
using Gerai.Running;
using Gerai.Storage;
using Gerai.Values;

namespace Gerai.LoadTests.Servers;

/// <summary>
/// The gateway as <c>gerai sandbox</c> starts it, with some merchants. Hosted here only because how many writes share a
/// commit is nothing a person should choose on the command line.
/// </summary>
internal static class GatewayServer
{
    public const string Role = "gateway-server";

    /// <summary>The first merchant's key.</summary>
    public const string ServerKeyText = "SB-Mid-server-benchmark";

    /// <summary>For an address that is no address: this merchant is not told.</summary>
    public const string Nowhere = "-";

    public static string ServerKeyOf(int merchant) => merchant == 0 ? ServerKeyText : $"{ServerKeyText}-{merchant}";

    public static string ConnectionString(string folder) => $"Data Source={Path.Combine(folder, "gerai.db")}";

    /// <param name="database">A connection string.</param>
    public static async Task<int> RunAsync(string database, int groupMax, IReadOnlyList<string> notificationUrls)
    {
        var options = new GatewayOptions
        {
            Urls = ["http://127.0.0.1:0"],
            Database = database,
            SealingKey = new byte[SecretSeal.KeyBytes],
            Sandbox = true,
            Drain = DrainOptions.AtOnce,
            Storage = new StorageOptions { GroupMax = groupMax },
        };
        await using var gateway = await GatewayApp.StartAsync(options, CancellationToken.None);
        foreach (var (url, number) in notificationUrls.DefaultIfEmpty(Nowhere).Select((url, number) => (url, number)))
        {
            var merchant = new NewMerchant
            {
                Environment = GatewayEnvironment.Sandbox,
                Name = "Benchmark",
                ServerKey = ServerKeyOf(number),
                NotificationUrls = url == Nowhere ? [] : [url],
            };
            // Of several nodes on one database the first has opened it.
            if (await gateway.Merchants.FindByKeyAsync(merchant.ServerKey, CancellationToken.None) is null)
            {
                await gateway.Merchants.OpenAsync(merchant, CancellationToken.None);
            }
        }

        // Whatever it is asked, it tells its memory.
        await ServerProcess.ServeUntilAskedToEndAsync(
            gateway.Addresses[0], _ => Task.FromResult(MemoryUse.Settle().ToString()));
        return 0;
    }
}

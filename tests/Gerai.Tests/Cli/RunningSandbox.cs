namespace Gerai.Tests.Cli;

/// <summary>One gerai sandbox for all tests of a class, as merchants and tills meet it.</summary>
public sealed class RunningSandbox : IAsyncLifetime
{
    public const string ServerKey = "SB-Mid-server-TESTVECTOR000000000001";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-cli-");
    private GeraiProcess? gerai;

    public string Url => gerai!.Url;

    public string Folder => folder.FullName;

    internal GeraiProcess Process => gerai!;

    public async ValueTask InitializeAsync() => gerai = await GeraiProcess.ServeAsync(
        "sandbox", "--urls", "http://127.0.0.1:0", "--data", folder.FullName,
        "--server-key", ServerKey, "--client-key", "SB-Mid-client-TESTVECTOR01");

    public async ValueTask DisposeAsync()
    {
        await gerai!.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>A merchant's command, with the key in the environment.</summary>
    internal Task<Ended> MerchantAsync(params string[] arguments) => GeraiProcess.RunAsync(
        new Dictionary<string, string> { ["GERAI_SERVER_KEY"] = ServerKey }, [.. arguments, "--url", Url]);

    internal Task<Ended> TillAsync(params string[] arguments) => GeraiProcess.RunAsync([.. arguments, "--url", Url]);

    /// <summary>Charges an order and returns its payment code.</summary>
    internal async Task<string> ChargeAsync(string store, string order)
    {
        var ended = await MerchantAsync("charge", "--store", store, "--order", order, "--amount", "44000", "--json");
        Assert.Equal(0, ended.ExitCode);
        return System.Text.Json.JsonDocument.Parse(ended.Output).RootElement.GetProperty("payment_code").GetString()!;
    }
}

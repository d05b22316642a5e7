using System.Diagnostics;
using System.Text;
using Gerai.Payments;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Cli;

/// <summary>gerai sandbox, serve and the commands that open accounts: what they keep, print and hide.</summary>
public sealed class ServerCommandsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-cli-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_sandbox_has_the_same_merchant_at_its_second_start_and_keeps_the_keys_to_itself()
    {
        await using var first = await SandboxAsync();
        var (number, serverKey) = (first.Field("merchant"), first.Field("server key"));
        var (clientKey, webhookSecret) = (first.Field("client key"), first.Field("webhook secret"));
        Assert.Equal(0, (await first.StopAsync()).ExitCode);

        await using var second = await SandboxAsync("--notify", "http://127.0.0.1:9/paid");

        Assert.Equal(number, second.Field("merchant"));
        Assert.Equal((serverKey, clientKey), (second.Field("server key"), second.Field("client key")));
        Assert.Equal(webhookSecret, second.Field("webhook secret"));
        Assert.StartsWith("whsec_", webhookSecret, StringComparison.Ordinal);
        Assert.Equal("http://127.0.0.1:9/paid", second.Field("notifies"));
        Assert.StartsWith("SB-Mid-server-", serverKey, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(ownerOnly, File.GetUnixFileMode(Path.Combine(Data, "sealing.key")));
            Assert.Equal(ownerOnly, File.GetUnixFileMode(Path.Combine(Data, "sandbox.keys")));
        }

        await second.StopAsync();
        foreach (var file in Directory.EnumerateFiles(Data, "gerai.db*"))
        {
            var bytes = await File.ReadAllTextAsync(file, Encoding.Latin1, Cancel);
            Assert.DoesNotContain(serverKey, bytes, StringComparison.Ordinal);
            Assert.DoesNotContain(webhookSecret, bytes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_sandbox_made_anew_with_the_same_server_key_has_the_same_webhook_secret()
    {
        await using var first = await SandboxAsync("--server-key", Some.ServerKey);
        var secret = first.Field("webhook secret");
        await first.StopAsync();
        Directory.Delete(Data, recursive: true);

        await using var second = await SandboxAsync("--server-key", Some.ServerKey);

        Assert.Equal(secret, second.Field("webhook secret"));
    }

    [Fact]
    public async Task A_sandbox_whose_secrets_were_rotated_still_has_its_merchant_and_greets_with_the_new_ones()
    {
        await using var first = await SandboxAsync();
        var number = first.Field("merchant");
        await first.StopAsync();
        string[] rotate =
            ["merchant", "rotate", "--merchant", number, "--environment", "sandbox", "--overlap", "0h", "--data", Data];
        var key = await GeraiProcess.RunAsync([.. rotate, "--server-key"]);
        var both = await GeraiProcess.RunAsync([.. rotate, "--server-key", "--webhook-secret"]);

        await using var second = await SandboxAsync();

        Assert.Equal((0, 0), (key.ExitCode, both.ExitCode));
        Assert.DoesNotContain("whsec_", key.Output, StringComparison.Ordinal);
        Assert.Equal(number, second.Field("merchant"));
        Assert.Equal(GeraiProcess.Field("server key", both.Output), second.Field("server key"));
        Assert.Equal(GeraiProcess.Field("webhook secret", both.Output), second.Field("webhook secret"));
        Assert.NotEqual(first.Field("webhook secret"), second.Field("webhook secret"));
        Assert.Equal(first.Field("client key"), second.Field("client key"));
    }

    [Fact]
    public async Task A_running_gateway_takes_both_server_keys_after_a_rotation()
    {
        string[] place = ["--environment", "production", "--data", Data];
        var merchant = await GeraiProcess.RunAsync(["merchant", "add", "--name", "Kopi Senja", .. place]);
        await using var gateway = await GeraiProcess.ServeAsync(
            "serve", "--urls", "http://127.0.0.1:0", "--data", Data);
        var number = GeraiProcess.Field("merchant", merchant.Output);
        var rotated = await GeraiProcess.RunAsync(
            ["merchant", "rotate", "--server-key", "--merchant", number, "--overlap", "7d", .. place]);
        var stranger = await GeraiProcess.RunAsync(
            ["merchant", "rotate", "--server-key", "--merchant", "G999999999", .. place]);

        Assert.Equal((0, 1), (rotated.ExitCode, stranger.ExitCode));
        foreach (var output in new[] { merchant.Output, rotated.Output })
        {
            var ended = await GeraiProcess.RunAsync(
                "status", "x", "--server-key", GeraiProcess.Field("server key", output), "--url", gateway.Url);
            Assert.StartsWith("Refused (404)", ended.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_that_was_given_is_not_printed()
    {
        await using var sandbox = await SandboxAsync("--server-key", "S-GIVEN", "--client-key", "C-GIVEN");

        Assert.DoesNotContain("GIVEN", sandbox.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_printed_curl_works_when_pasted()
    {
        await using var sandbox = await SandboxAsync();
        var curl = sandbox.Output[sandbox.Output.IndexOf("curl ", StringComparison.Ordinal)..];
        curl = curl[..(curl.IndexOf("}'", StringComparison.Ordinal) + 2)];

        var start = new ProcessStartInfo("/bin/sh", ["-c", curl])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var shell = Process.Start(start)!;
        var answer = await shell.StandardOutput.ReadToEndAsync(Cancel);

        Assert.Contains("\"status_code\":\"201\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_line()
    {
        await using var sandbox = await SandboxAsync();

        var other = folder.CreateSubdirectory("other").FullName;
        var ended = await GeraiProcess.RunAsync("sandbox", "--urls", sandbox.Url, "--data", other);

        Assert.Equal(1, ended.ExitCode);
        Assert.Single(ended.Errors.TrimEnd().Split('\n'));
        Assert.Contains("already in use", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merchant_and_a_network_that_were_added_are_served()
    {
        string[] place = ["--environment", "production", "--data", Data];
        string[] add = ["network", "add", "--name", "alfamart-1", "--store", "alfamart", .. place];
        var merchant = await GeraiProcess.RunAsync(["merchant", "add", "--name", "Kopi Senja", .. place]);
        var network = await GeraiProcess.RunAsync(add);
        var again = await GeraiProcess.RunAsync(add);
        Assert.Equal((0, 0, 1), (merchant.ExitCode, network.ExitCode, again.ExitCode));

        string[] serve = ["serve", "--urls", "http://127.0.0.1:0", "--data", Data];
        await using var gateway = await GeraiProcess.ServeAsync(serve);
        var charge = await GeraiProcess.RunAsync(
            "charge", "--store", "alfamart", "--order", "o-1", "--amount", "10000",
            "--server-key", GeraiProcess.Field("server key", merchant.Output), "--url", gateway.Url);
        var pay = await GeraiProcess.RunAsync(
            "pay", GeraiProcess.Field("payment code", charge.Output),
            "--network", "alfamart-1", "--secret", GeraiProcess.Field("secret", network.Output), "--url", gateway.Url);

        Assert.Equal((0, 0), (charge.ExitCode, pay.ExitCode));
        Assert.Contains("Kopi Senja", pay.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_networks_secret_is_rotated_and_the_sandboxs_own_are_not()
    {
        var network = await GeraiProcess.RunAsync(
            "network", "add", "--name", "alfamart-1", "--store", "alfamart", "--environment", "sandbox",
            "--data", Data);
        var rotated = await GeraiProcess.RunAsync(
            "network", "rotate", "--name", "alfamart-1", "--overlap", "1h", "--data", Data);
        var nobody = await GeraiProcess.RunAsync("network", "rotate", "--name", "alfamart-2", "--data", Data);
        var known = await GeraiProcess.RunAsync("network", "rotate", "--name", "alfamart-sandbox", "--data", Data);

        Assert.Equal(
            (0, 0, 1, 1), (network.ExitCode, rotated.ExitCode, nobody.ExitCode, known.ExitCode));
        Assert.Matches("^[A-Za-z0-9_-]{43}$", GeraiProcess.Field("secret", rotated.Output));
        Assert.NotEqual(
            GeraiProcess.Field("secret", network.Output), GeraiProcess.Field("secret", rotated.Output));
        Assert.Contains("There is no network alfamart-2", nobody.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_needs_the_sealing_key_that_its_secrets_were_sealed_with()
    {
        await (await SandboxAsync()).StopAsync();
        File.Delete(Path.Combine(Data, "sealing.key"));

        var data = await GeraiProcess.RunAsync("unmatched", "--data", Data);
        var keyFile = Path.Combine(Data, "no.key");
        var database = await GeraiProcess.RunAsync(
            "serve", "--database", DatabaseIn(Data), "--sealing-key-file", keyFile);

        Assert.Equal(1, data.ExitCode);
        Assert.Contains("sealing key", data.Errors, StringComparison.Ordinal);
        Assert.Equal(2, database.ExitCode);
        Assert.False(File.Exists(keyFile));
    }

    [Fact]
    public async Task Money_that_no_payment_waits_for_is_listed()
    {
        await using (var gateway = await TestGateway.StartAsync(database: DatabaseIn(folder.FullName)))
        {
            await gateway.App.Unmatched.AddAsync(
                new UnmatchedPayment
                {
                    Reference = StoreReference.Of("alfamart-sandbox", "LATE-1"),
                    Environment = GatewayEnvironment.Sandbox,
                    Code = "8127740588870520",
                    Amount = Rupiah.Of(44_000),
                    ReceivedAt = Some.Morning,
                    Reason = RejectionReason.CodeExpired,
                },
                Cancel);
        }

        var keyFile = Path.Combine(folder.FullName, "key");
        await File.WriteAllTextAsync(keyFile, Convert.ToBase64String(TestGateway.SealingKey), Cancel);
        var ended = await GeraiProcess.RunAsync(
            new Dictionary<string, string>
            {
                ["GERAI_DATABASE"] = DatabaseIn(folder.FullName),
                ["GERAI_SEALING_KEY_FILE"] = keyFile,
            },
            "unmatched");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.Matches("LATE-1 .*8127740588870520 .*Rp44,000 .*CodeExpired", ended.Output);
    }

    private static string DatabaseIn(string path) => $"Data Source={Path.Combine(path, "gerai.db")}";

    private Task<GeraiProcess> SandboxAsync(params string[] more) =>
        GeraiProcess.ServeAsync(["sandbox", "--urls", "http://127.0.0.1:0", "--data", Data, .. more]);
}

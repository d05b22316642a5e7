using System.Net;
using System.Text;
using System.Text.Json;
using Gerai.Stores;
using Gerai.Tests.Cli;
using Gerai.Tests.Support;

namespace Gerai.Tests.Running;

/// <summary>What a real process writes about a day's work: whoever reads it learns no secret.</summary>
public sealed class LogTests : IDisposable
{
    private const string Customer = "sri.rahayu@customer.example";
    private const string Colleague = "budi@shop.example";
    private const string Password = "wrong but long enough";
    private const string Code = "271828";
    private const string Query = "hidden-word";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-logs-");
    private readonly Dictionary<string, string> secrets = new()
    {
        ["customer"] = Customer,
        ["person"] = Colleague,
        ["password"] = Password,
        ["code"] = Code,
        ["query"] = Query,
    };

    private string link = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("Text")]
    [InlineData("Json")]
    public async Task Whoever_reads_the_log_of_a_day_learns_no_secret(string format)
    {
        var settings = new Dictionary<string, string>
        {
            ["GERAI_LOGS__FORMAT"] = format,
            ["GERAI_LOGS__LEVEL"] = "Trace",
            ["GERAI_DRAIN__DELAY"] = "00:00:00",
        };
        await using var shop = new RawReceiver(RawReceiver.Always("HTTP/1.1 500 Broken\r\nContent-Length: 0"));
        await OpenAccountsAsync(shop);
        await using var gateway = await GeraiProcess.ServeAsync(
            settings, "serve", "--urls", "http://127.0.0.1:0", "--data", Data);
        await WorkAsync(new Uri(gateway.Url));
        await shop.NextAsync();
        var ended = await gateway.StopAsync();

        Assert.Contains("Notified 127.0.0.1 of", ended.Errors, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.False(
            ended.Errors.Contains(secret.Value, StringComparison.Ordinal),
            $"The {secret.Key} {secret.Value} stands in the log."));
        if (format == "Json")
        {
            var lines = ended.Errors.TrimEnd().Split('\n')
                .Select(line => JsonDocument.Parse(line).RootElement)
                .ToList();
            var told = lines.First(line => Text(line, "message").StartsWith("Notified", StringComparison.Ordinal));
            Assert.Equal(
                ("information", "Gerai.Notifications.Dispatcher", "127.0.0.1"),
                (Text(told, "level"), Text(told, "category"), Text(told.GetProperty("values"), "Host")));

            // Of a request, with the trace that its sender began.
            var refused = lines.First(line => Text(line, "category") == "Gerai.CoreApi.CoreApiRoutes");
            Assert.Equal("0af7651916cd43dd8448eb211c80319c", Text(refused, "trace"));
        }
    }

    private async Task OpenAccountsAsync(RawReceiver shop)
    {
        string[] place = ["--environment", "sandbox", "--data", Data];
        var notify = $"{shop.Address}/?token={Query}";
        var merchant = (await GeraiProcess.RunAsync(
            ["merchant", "add", "--name", "Kopi", "--notify", notify, "--no-probe", .. place]))
            .Output;
        var network = (await GeraiProcess.RunAsync(
            ["network", "add", "--name", "alfamart-1", "--store", "alfamart", .. place])).Output;
        var invitation = (await GeraiProcess.RunAsync(
            ["merchant", "invite", "--merchant", GeraiProcess.Field("merchant", merchant), "--email", Colleague,
                "--role", "finance", "--portal", "https://pay.example.com", .. place])).Output;
        secrets["server key"] = GeraiProcess.Field("server key", merchant);
        secrets["webhook secret"] = GeraiProcess.Field("webhook secret", merchant);
        secrets["network's secret"] = GeraiProcess.Field("secret", network);
        link = GeraiProcess.Field("link", invitation);
        secrets["invitation"] = link.Split('/', '=')[^1];
        secrets["sealing key"] = (await File.ReadAllTextAsync(Path.Combine(Data, "sealing.key"), Cancel)).Trim();
        Assert.All(secrets.Values, secret => Assert.True(secret.Length > 5));
    }

    private async Task WorkAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var key = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(secrets["server key"] + ":"));
        secrets["authorization"] = key[6..];
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", key);
        http.DefaultRequestHeaders.TryAddWithoutValidation(
            "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var charge = Some.ChargeBody(StoreChain.Alfamart, "order-1", 44_000);
        charge = charge[..charge.LastIndexOf('}')] + $$$""","customer_details":{"email":"{{{Customer}}}"}}""";
        var opened = await PostAsync(http, "/v2/charge", charge, ("X-Append-Notification", "nowhere?token=" + Query));
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        using var answer = JsonDocument.Parse(await opened.Content.ReadAsStringAsync(Cancel));
        var voucher = new Uri(opened.Headers.GetValues("X-Gerai-Voucher-Url").Single());
        secrets["voucher"] = voucher.Segments[^1];
        await http.GetStringAsync(voucher, Cancel);
        await PostAsync(http, "/v2/charge", charge);
        await PostAsync(http, "/v2/charge", charge[..50]);
        var code = Text(answer.RootElement, "payment_code");
        await PostAsync(http, "/counter/v1/payments", $$"""{"payment_code":"{{code}}"}""");
        await GeraiProcess.RunAsync(
            "pay", code, "--network", "alfamart-1",
            "--secret", secrets["network's secret"], "--url", address.ToString());
        using var caller = new Caller(address);
        await caller.SignInAsync(Colleague, Password);
        using var page = await caller.GetAsync(new Uri(link).PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await caller.PostAsync("/portal/account/code", ("code", Code));
        await caller.GetAsync("/health/ready");
    }

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient http, string path, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, Cancel);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

using System.Net.Http.Headers;
using Gerai.Cli;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gerai.Tests.Cli;

/// <summary>gerai pay and reverse: the terminal at the counter, and what it prints on 40 columns.</summary>
public sealed class TillCommandsTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    [Fact]
    public async Task A_code_is_paid_once_and_the_receipt_says_so()
    {
        var code = await sandbox.ChargeAsync("alfamart", "p-1");

        var paid = await sandbox.TillAsync("pay", code, "--reference", "R-1");
        var again = await sandbox.TillAsync("pay", code);
        var status = await sandbox.MerchantAsync("status", "p-1");

        Assert.Equal((0, ""), (paid.ExitCode, paid.Errors));
        Assert.All(paid.Output.Split('\n'), line => Assert.InRange(line.Length, 0, Receipt.Width));
        Assert.Matches("TOTAL +Rp44,000", paid.Output);
        Assert.Matches($"Payment code +{code}", paid.Output);
        Assert.Matches("Reference +R-1", paid.Output);
        Assert.Equal((1, ""), (again.ExitCode, again.Output));
        Assert.StartsWith("Refused (already_paid)", again.Errors, StringComparison.Ordinal);
        Assert.Contains("settlement", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_till_that_asks_again_with_amount_and_reference_gets_its_receipt_again()
    {
        var code = await sandbox.ChargeAsync("indomaret", "p-2");
        string[] pay = ["pay", code, "--reference", "R-2", "--amount", "44000"];

        Assert.Equal(0, (await sandbox.TillAsync(pay)).ExitCode);
        Assert.Equal(0, (await sandbox.TillAsync(pay)).ExitCode);
    }

    [Fact]
    public async Task Another_amount_is_not_booked()
    {
        var code = await sandbox.ChargeAsync("alfamart", "p-3");

        var ended = await sandbox.TillAsync("pay", code, "--amount", "43999");

        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("Refused (amount_differs)", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wrong_chain_does_not_take_the_money()
    {
        var code = await sandbox.ChargeAsync("alfamart", "p-4");

        var ended = await sandbox.TillAsync("pay", code, "--store", "indomaret");

        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("Refused (wrong_chain)", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_with_a_wrong_secret_is_refused()
    {
        var code = await sandbox.ChargeAsync("alfamart", "p-5");

        var ended = await sandbox.TillAsync("pay", code, "--network", "alfamart-sandbox", "--secret", "guessed");

        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("Refused (bad_signature)", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Indomaret_takes_a_payment_back_and_Alfamart_does_not()
    {
        var indomaret = await sandbox.ChargeAsync("indomaret", "r-1");
        var alfamart = await sandbox.ChargeAsync("alfamart", "r-2");
        await sandbox.TillAsync("pay", indomaret, "--reference", "R-3");
        await sandbox.TillAsync("pay", alfamart, "--reference", "R-3");

        var reversed = await sandbox.TillAsync("reverse", indomaret, "--reference", "R-3");
        var refused = await sandbox.TillAsync("reverse", alfamart, "--reference", "R-3");

        Assert.Equal(0, reversed.ExitCode);
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("Refused (reversal_not_offered)", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("deny", (await sandbox.MerchantAsync("status", "r-1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_with_the_same_reference()
    {
        var code = await sandbox.ChargeAsync("alfamart", "p-6");
        await using var network = await LossyNetwork.StartAsync(sandbox.Url, answersLost: 2);

        var ended = await GeraiProcess.RunAsync("pay", code, "--store", "alfamart", "--url", network.Url);

        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.Equal(3, network.Payments.Count);
        Assert.Single(network.Payments.Distinct());
    }

    /// <summary>Stands between a till and the gateway and loses the first answers to payments.</summary>
    private sealed class LossyNetwork : IAsyncDisposable
    {
        private const StringComparison Same = StringComparison.Ordinal;

        private readonly WebApplication app;
        private readonly HttpClient gateway;
        private int answersLost;

        private LossyNetwork(WebApplication app, HttpClient gateway, int answersLost)
        {
            this.app = app;
            this.gateway = gateway;
            this.answersLost = answersLost;
        }

        public string Url => app.Urls.First();

        public List<string> Payments { get; } = [];

        public static async Task<LossyNetwork> StartAsync(string gateway, int answersLost)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var network = new LossyNetwork(
                builder.Build(), new HttpClient { BaseAddress = new Uri(gateway) }, answersLost);
            network.app.Map("/{**path}", network.PassOnAsync);
            await network.app.StartAsync();
            return network;
        }

        public ValueTask DisposeAsync()
        {
            gateway.Dispose();
            return app.DisposeAsync();
        }

        private async Task PassOnAsync(HttpContext context)
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            using var request = new HttpRequestMessage(HttpMethod.Post, context.Request.Path);
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
            var signature = context.Request.Headers.Where(header => header.Key.StartsWith("X-Gerai-", Same));
            foreach (var (name, value) in signature)
            {
                request.Headers.Add(name, value.ToString());
            }

            using var response = await gateway.SendAsync(request);
            if (context.Request.Path.Value!.EndsWith("/payments", Same))
            {
                Payments.Add(body);
                if (answersLost-- > 0)
                {
                    context.Abort();
                    return;
                }
            }

            context.Response.StatusCode = (int)response.StatusCode;
            await response.Content.CopyToAsync(context.Response.Body);
        }
    }
}

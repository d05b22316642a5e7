using System.Net;
using System.Text.RegularExpressions;

namespace Gerai.Cli.Demo;

/// <summary>
/// A customer of the sample shop, without a screen: puts something in the cart, checks out, pays at a counter, and
/// looks at the order's page until it says so.
/// </summary>
internal sealed partial class ShopVisit(Timeline timeline, SampleShopHost shop, HttpClient gateway)
{
    private const string Store = "indomaret";

    // Soon enough for who watches the demo, and few looks: the page is mostly there at the first or second.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeMax);
        try
        {
            await BuyAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CommandFailure($"The sample shop took longer than {TimeMax.TotalSeconds} seconds.");
        }
        catch (HttpRequestException reason)
        {
            throw new CommandFailure($"The sample shop failed: {reason.Message}");
        }
    }

    private async Task BuyAsync(CancellationToken cancel)
    {
        // It follows redirects and keeps cookies, as a browser does.
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        browser.BaseAddress = new Uri(shop.Address);
        timeline.Step(Lane.Customer, Lane.Frontend, "puts an enamel mug in the cart, and checks out");
        await SendAsync(browser, "/?handler=Add", await PageAsync(browser, "/", cancel), cancel, ("product", "mug"));
        var form = await PageAsync(browser, "/checkout", cancel);
        var (link, page) = await SendAsync(
            browser,
            "/checkout",
            form,
            cancel,
            ("token", FieldOf(form, "token")),
            ("Form.Name", "Sari"),
            ("Form.Email", "sari@example.com"),
            ("Form.Phone", "081234567890"),
            ("Form.Store", "Indomaret"));
        var code = Found(CodeShape().Match(page), "a payment code");
        timeline.Step(Lane.Frontend, Lane.Customer, $"shows the page with code {code}");

        var terminal = CounterCall.SandboxTerminal(gateway, Store);
        var bill = await terminal.InquireAsync(code, cancel);
        timeline.Step(Lane.Customer, Lane.Store, $"pays {Output.Rupiah(bill.Amount)} in cash");
        var payment = await terminal.PayAsync(code, bill.Amount, CounterCall.NewReference(), cancel);
        if (payment.IsRefused)
        {
            throw new CommandFailure(payment.Refusal);
        }

        while (!(await PageAsync(browser, link, cancel)).Contains("<h1>Paid</h1>", StringComparison.Ordinal))
        {
            // The shop is told by a notification of its own; a customer without script reloads until then.
            await Task.Delay(LookEvery, TimeProvider.System, cancel);
        }

        timeline.Step(Lane.Frontend, Lane.Customer, "the order's page says: Paid");
    }

    private static async Task<string> PageAsync(HttpClient browser, string address, CancellationToken cancel)
    {
        using var response = await browser.GetAsync(address, cancel);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel);
    }

    // Returns where the redirects led to, and the page there.
    private static async Task<(string Address, string Page)> SendAsync(
        HttpClient browser,
        string address,
        string form,
        CancellationToken cancel,
        params (string Name, string Value)[] fields)
    {
        const string ProofField = "__RequestVerificationToken";
        using var content = new FormUrlEncodedContent(
            fields.Append((Name: ProofField, Value: FieldOf(form, ProofField)))
                .Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await browser.PostAsync(address, content, cancel);
        var page = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel);
        return (response.RequestMessage!.RequestUri!.PathAndQuery, page);
    }

    private static string FieldOf(string page, string name) => Found(
        FieldShape().Matches(page).FirstOrDefault(field => field.Groups["name"].Value == name) ?? Match.Empty,
        $"the field {name}");

    private static string Found(Match match, string what) => match.Success
        ? WebUtility.HtmlDecode(match.Groups["value"].Value)
        : throw new CommandFailure($"The sample shop's page lacks {what}.");

    [GeneratedRegex(
        "<input[^>]* name=\"(?<name>[^\"]+)\"[^>]* value=\"(?<value>[^\"]+)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex FieldShape();

    [GeneratedRegex("data-code=\"(?<value>\\d+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeShape();
}

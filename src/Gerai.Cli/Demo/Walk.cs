using System.Text.Json.Nodes;

namespace Gerai.Cli.Demo;

/// <summary>A paid order: what the customer takes home.</summary>
internal sealed record PaidOrder(string OrderId, string PaymentCode, IReadOnlyList<string> Receipt);

/// <summary>
/// One order from the basket to the thank-you, each step over HTTP: the customer at the shop's frontend, then at the
/// counter.
/// </summary>
internal sealed class Walk(Timeline timeline, DemoShop shop, HttpClient gateway)
{
    private static readonly TimeSpan StepMax = TimeSpan.FromSeconds(15);

    public async Task<PaidOrder> RunAsync(string store, CancellationToken cancel)
    {
        using var browser = Connection.To(new Uri(shop.Address));
        var charge = await WithinAsync("The order", token => CheckOutAsync(browser, store, token), cancel);
        var order = charge["order_id"]!.ToString();
        var code = charge["payment_code"]!.ToString();
        timeline.Step(Lane.Frontend, Lane.Customer, $"please pay with code {code}");
        await WithinAsync("The pending notification", token => shop.ToldAsync(order, "pending", token), cancel);

        var terminal = CounterCall.SandboxTerminal(gateway, store);
        timeline.Step(Lane.Customer, Lane.Store, $"shows {code} at {Output.Store(store)}");
        var bill = await WithinAsync("The inquiry", token => InquireAsync(terminal, code, token), cancel);
        timeline.Step(Lane.Customer, Lane.Store, $"hands over {Output.Rupiah(bill.Amount)} in cash");
        var payment = await WithinAsync("The payment", token => PayAsync(terminal, code, bill.Amount, token), cancel);
        timeline.Step(Lane.Store, Lane.Customer, $"receipt {payment["reference"]}");

        await WithinAsync("The settlement notification", token => shop.ToldAsync(order, "settlement", token), cancel);
        await WithinAsync("The order's status", token => LookAsync(browser, order, token), cancel);
        return new PaidOrder(order, code, Receipt.Lines(bill, payment));
    }

    private async Task<JsonObject> CheckOutAsync(HttpClient browser, string store, CancellationToken cancel)
    {
        timeline.Step(Lane.Customer, Lane.Frontend, $"checks out, to pay at {Output.Store(store)}");
        using var page = await browser.PostAsync($"/orders/{store}", content: null, cancel);
        return JsonNode.Parse(await PageAsync(page, cancel))!.AsObject();
    }

    private async Task<CounterAnswer> InquireAsync(CounterTerminal terminal, string code, CancellationToken cancel)
    {
        timeline.Step(Lane.Store, Lane.CoreApi, "POST /counter/v1/inquiries");
        var bill = Accepted(await terminal.InquireAsync(code, cancel));
        timeline.Step(Lane.CoreApi, Lane.Store, $"{bill["merchant_name"]}, {Output.Rupiah(bill.Amount)}");
        return bill;
    }

    private async Task<CounterAnswer> PayAsync(
        CounterTerminal terminal, string code, long amount, CancellationToken cancel)
    {
        timeline.Step(Lane.Store, Lane.CoreApi, "POST /counter/v1/payments");
        var payment = Accepted(await terminal.PayAsync(code, amount, CounterCall.NewReference(), cancel));
        timeline.Step(Lane.CoreApi, Lane.Store, $"{payment["result"]}");
        return payment;
    }

    private async Task LookAsync(HttpClient browser, string order, CancellationToken cancel)
    {
        timeline.Step(Lane.Customer, Lane.Frontend, "looks at the order");
        using var page = await browser.GetAsync($"/orders/{order}", cancel);
        await PageAsync(page, cancel);
        timeline.Step(Lane.Frontend, Lane.Customer, "paid, thank you!");
    }

    private static CounterAnswer Accepted(CounterAnswer answer) =>
        answer.IsRefused ? throw new CommandFailure(answer.Refusal) : answer;

    private static async Task<string> PageAsync(HttpResponseMessage page, CancellationToken cancel)
    {
        var text = await page.Content.ReadAsStringAsync(cancel);
        return page.IsSuccessStatusCode
            ? text
            : throw new CommandFailure($"the shop answered {(int)page.StatusCode}: {text}");
    }

    private static async Task WithinAsync(string step, Func<CancellationToken, Task> run, CancellationToken cancel) =>
        await WithinAsync(
            step,
            async token =>
            {
                await run(token);
                return true;
            },
            cancel);

    private static async Task<T> WithinAsync<T>(
        string step, Func<CancellationToken, Task<T>> run, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StepMax);
        try
        {
            return await run(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CommandFailure($"{step} took longer than {StepMax.TotalSeconds} seconds.");
        }
        catch (Exception reason) when (reason is CommandFailure or HttpRequestException)
        {
            throw new CommandFailure($"{step} failed: {reason.Message}");
        }
    }
}

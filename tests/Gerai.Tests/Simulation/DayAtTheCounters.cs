using System.Globalization;
using Gerai.Stores;
using Gerai.Tests.Support;

namespace Gerai.Tests.Simulation;

/// <summary>
/// One day of charges, tills and second thoughts: each step is made at the gateway and in the notebook.
/// </summary>
internal sealed class DayAtTheCounters(TestGateway gateway, int seed)
{
    private const int Orders = 200;

    private readonly SeededRandom random = new(seed);

    public Notebook Notebook { get; } = new();

    public Dictionary<string, int> Steps { get; } = [];

    private DateTimeOffset Now => gateway.Clock.GetUtcNow();

    /// <summary>Does the next thing and holds the gateway's answer against the notebook's.</summary>
    public async Task StepAsync()
    {
        Notebook.Look(Now);
        var (kind, heard, expected) = Below(100) switch
        {
            < 25 => await ChargeAsync(),
            < 35 => await AskAsync(),
            < 42 => await EndAsync("cancel"),
            < 46 => await EndAsync("expire"),
            < 61 => await InquireAsync(),
            < 82 => await PayAsync(),
            < 88 => await AdviseAsync(),
            _ => await ReverseAsync(),
        };
        Assert.True(expected == heard, $"Seed {seed}, {kind} at {Now:O}: {heard} instead of {expected}.");
        var seen = $"{kind} {heard}";
        Steps[seen] = Steps.GetValueOrDefault(seen) + 1;
    }

    public int Below(int end) => (int)(random.NextFraction() * end);

    private async Task<(string Kind, string Heard, string Expected)> ChargeAsync()
    {
        var order = AnyOrder();
        var chain = AnyChain();
        var amount = 10_000 + (Below(5) * 1_000);
        var minutes = 1 + Below(90);
        var answer = await gateway.ChargeAsync(
            $$"""
            {
              "payment_type": "cstore",
              "transaction_details": { "order_id": "{{order}}", "gross_amount": {{amount}} },
              "cstore": { "store": "{{chain.ToString().ToLowerInvariant()}}" },
              "custom_expiry": { "expiry_duration": {{minutes}}, "unit": "minute" }
            }
            """);
        var expected = Notebook.Charge(order);
        if (answer["status_code"] == "201" && expected == "201")
        {
            Notebook.Payments.Add(new NotebookPayment
            {
                Order = order,
                Chain = chain,
                Amount = amount,
                Code = answer["payment_code"],
                TransactionId = answer["transaction_id"],
                ExpiresAt = Now.AddMinutes(minutes),
                PayableUntil = Now.AddMinutes(minutes),
            });
        }

        return ("charge", answer["status_code"], expected);
    }

    private async Task<(string Kind, string Heard, string Expected)> AskAsync()
    {
        var order = AnyOrder();
        var answer = await gateway.StatusAsync(order);
        return Notebook.Newest(order) is { } payment
            ? ("ask", $"{answer["transaction_status"]} {answer["transaction_id"] == payment.TransactionId}",
                $"{payment.State} True")
            : ("ask", answer["status_code"], "404");
    }

    private async Task<(string Kind, string Heard, string Expected)> EndAsync(string how)
    {
        var order = AnyOrder();
        var answer = await gateway.PostAsync($"/v2/{order}/{how}");
        return (how, answer["status_code"], Notebook.End(order, how));
    }

    private async Task<(string Kind, string Heard, string Expected)> InquireAsync()
    {
        if (AnyPayment() is not { } payment)
        {
            return ("rest", "", "");
        }

        var till = TillFor(payment);
        var answer = await gateway.Terminal(till).InquireAsync(payment.Code);
        return ("inquire", Said(answer), Notebook.Inquire(till, payment, Now));
    }

    private async Task<(string Kind, string Heard, string Expected)> PayAsync()
    {
        if (AnyPayment() is not { } payment)
        {
            return ("rest", "", "");
        }

        var (till, amount, reference) = (TillFor(payment), AmountFor(payment), ReferenceFor(payment));
        var answer = await gateway.Terminal(till).PayAsync(payment.Code, amount, reference);
        var expected = Notebook.Pay(till, payment, amount, reference);
        KeepReceipt(payment, answer);
        return ("pay", Said(answer), expected);
    }

    private async Task<(string Kind, string Heard, string Expected)> AdviseAsync()
    {
        if (AnyPayment() is not { } payment)
        {
            return ("rest", "", "");
        }

        var (till, amount, reference) = (TillFor(payment), AmountFor(payment), ReferenceFor(payment));
        var answer = await gateway.Terminal(till).AdviseAsync(payment.Code, amount, reference);
        var (result, reason) = Notebook.Advise(till, payment, amount, reference);
        KeepReceipt(payment, answer);
        var heard = answer.Has("reason") ? $"{answer["result"]} {answer["reason"]}" : answer["result"];
        return ("advise", heard, $"{result} {reason}".Trim());
    }

    private async Task<(string Kind, string Heard, string Expected)> ReverseAsync()
    {
        if (AnyPayment() is not { } payment)
        {
            return ("rest", "", "");
        }

        var (till, reference) = (TillFor(payment), ReferenceFor(payment));
        var answer = await gateway.Terminal(till).ReverseAsync(payment.Code, reference);
        return ("reverse", Said(answer), Notebook.Reverse(till, payment, reference));
    }

    // A repeat hears the same answer, byte for byte (protocol 5.15).
    private static void KeepReceipt(NotebookPayment payment, Answer answer)
    {
        if (answer["result"] == "booked")
        {
            payment.Receipt ??= answer.Text;
            Assert.Equal(payment.Receipt, answer.Text);
        }
    }

    private static string Said(Answer answer) => answer["result"] == "refused" ? answer["reason"] : answer["result"];

    private string AnyOrder() => string.Create(CultureInfo.InvariantCulture, $"order-{Below(Orders)}");

    private StoreChain AnyChain() => Below(2) == 0 ? StoreChain.Alfamart : StoreChain.Indomaret;

    // Mostly one of the latest, as at a counter; now and then any, as by mistake.
    private NotebookPayment? AnyPayment()
    {
        var count = Notebook.Payments.Count;
        var back = Below(4) == 0 ? Below(count) : Below(Math.Min(count, 8));
        return count == 0 ? null : Notebook.Payments[count - 1 - back];
    }

    private StoreChain TillFor(NotebookPayment payment) => Below(15) == 0 ? AnyChain() : payment.Chain;

    private long AmountFor(NotebookPayment payment) => Below(10) == 0 ? payment.Amount + 1_000 : payment.Amount;

    private string ReferenceFor(NotebookPayment payment) => Below(3) switch
    {
        0 when payment.Reference is { } reference => reference,
        1 => $"TILL-{Below(3)}",
        _ => $"TILL-{Below(1_000_000)}",
    };
}

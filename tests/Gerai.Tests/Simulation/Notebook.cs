using Gerai.Stores;

namespace Gerai.Tests.Simulation;

/// <summary>A payment as a clerk would write it down who knows the rules by heart and nothing of databases.</summary>
internal sealed class NotebookPayment
{
    public required string Order { get; init; }

    public required StoreChain Chain { get; init; }

    public required long Amount { get; init; }

    public required string Code { get; init; }

    public required string TransactionId { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset PayableUntil { get; set; }

    public string? Reference { get; set; }

    /// <summary>What the till heard when the money was booked.</summary>
    public string? Receipt { get; set; }

    public HashSet<string> Voided { get; } = [];

    /// <summary>Every state the merchant must be told, the present one last.</summary>
    public List<string> States { get; } = ["pending"];

    public string State => States[^1];
}

/// <summary>
/// The naive model: what each call must be answered, from plain ifs over plain lists. Written apart from the state
/// machine, so that the two can disagree.
/// </summary>
internal sealed class Notebook
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private readonly Dictionary<(StoreChain Chain, string Reference, string Code), string> unmatched = [];

    public List<NotebookPayment> Payments { get; } = [];

    /// <summary>What lies in the tills for merchants; unmatched money lies in a drawer of its own.</summary>
    public long InTheTills { get; private set; }

    public NotebookPayment? Newest(string order) => Payments.FindLast(payment => payment.Order == order);

    public void Look(DateTimeOffset now)
    {
        foreach (var payment in Payments.Where(one => one.State == "pending" && now >= one.PayableUntil))
        {
            payment.States.Add("expire");
        }
    }

    public string Charge(string order) => Newest(order)?.State is "pending" or "settlement" ? "406" : "201";

    public string End(string order, string state)
    {
        if (Newest(order) is not { } payment)
        {
            return "404";
        }

        if (payment.State != "pending")
        {
            return "412";
        }

        payment.States.Add(state);
        return state == "cancel" ? "200" : "407";
    }

    public string Inquire(StoreChain till, NotebookPayment payment, DateTimeOffset now)
    {
        if (Closed(till, payment) is { } reason)
        {
            return reason;
        }

        if (payment.State == "settlement")
        {
            return "already_paid";
        }

        if (now < payment.ExpiresAt && now + Grace > payment.PayableUntil)
        {
            payment.PayableUntil = now + Grace;
        }

        return "ok";
    }

    public string Pay(StoreChain till, NotebookPayment payment, long amount, string reference)
    {
        if (Closed(till, payment) is { } reason)
        {
            return reason;
        }

        if (payment.State == "settlement")
        {
            return payment.Reference == reference && payment.Amount == amount ? "booked" : "already_paid";
        }

        if (payment.Voided.Contains(reference))
        {
            return "voided";
        }

        if (payment.Amount != amount)
        {
            return "amount_differs";
        }

        payment.States.Add("settlement");
        payment.Reference = reference;
        InTheTills += amount;
        return "booked";
    }

    public (string Result, string? Reason) Advise(
        StoreChain till, NotebookPayment payment, long amount, string reference)
    {
        var key = (till, reference, payment.Code);
        if (!unmatched.TryGetValue(key, out var reason))
        {
            var result = Pay(till, payment, amount, reference);
            if (result == "booked")
            {
                return (result, null);
            }

            unmatched.Add(key, reason = result);
        }

        return ("unmatched", reason);
    }

    public string Reverse(StoreChain till, NotebookPayment payment, string reference)
    {
        var result = ReverseBooked(till, payment, reference);

        // Booked money that stays booked is the answer, also if more was told under its reference.
        return result != "reversal_not_offered" && unmatched.ContainsKey((till, reference, payment.Code))
            ? "reversed"
            : result;
    }

    private string ReverseBooked(StoreChain till, NotebookPayment payment, string reference)
    {
        if (till != payment.Chain)
        {
            return "wrong_chain";
        }

        // Who asks again hears the same answer, whatever has become of the payment since.
        if (payment.State == "pending" || payment.Voided.Contains(reference))
        {
            payment.Voided.Add(reference);
            return "reversed";
        }

        if (payment.Reference != reference)
        {
            return "not_paid";
        }

        if (payment.State == "settlement")
        {
            if (payment.Chain is StoreChain.Alfamart)
            {
                return "reversal_not_offered";
            }

            payment.States.Add("deny");
            InTheTills -= payment.Amount;
        }

        return "reversed";
    }

    private static string? Closed(StoreChain till, NotebookPayment payment)
    {
        if (till != payment.Chain)
        {
            return "wrong_chain";
        }

        return payment.State switch
        {
            "cancel" => "cancelled",
            "expire" => "expired",
            "deny" => "reversed",
            _ => null,
        };
    }
}

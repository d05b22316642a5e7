using Gerai.Pages;

namespace Gerai.Simulator;

/// <summary>What stands on a till's page. What is not there is not shown.</summary>
/// <remarks>Public, like all that is a component's parameter: Razor makes components public.</remarks>
public sealed record TillView
{
    public required PageLanguage Language { get; init; }

    /// <summary><c>alfamart</c> or <c>indomaret</c>.</summary>
    public required string Store { get; init; }

    public string Code { get; init; } = "";

    /// <summary>Whether a code is asked for.</summary>
    public bool IsAsking { get; init; }

    public TillBill? Bill { get; init; }

    /// <summary>The named inputs of the form that pays, or that takes back what was paid.</summary>
    public IReadOnlyList<(string Name, string Value)> Inputs { get; init; } = [];

    /// <summary>The heading of a band and its class: <c>success</c>, <c>failure</c> or <c>reversed</c>.</summary>
    public (string Class, string Title)? Outcome { get; init; }

    public string? Reason { get; init; }

    public string? Receipt { get; init; }

    public bool MayReverse { get; init; }

    /// <summary>What the till said and heard, in order.</summary>
    public IReadOnlyList<TillExchange> Exchanges { get; init; } = [];

    public string Say(string indonesian, string english) => Language.Say(indonesian, english);

    /// <summary>An address below the page's folder that keeps the language.</summary>
    public string To(string name) => $"{name}?{PageLanguage.Parameter}={Language.Code}";
}

/// <summary>The bill on the till's screen: names and values, and the amount.</summary>
public sealed record TillBill(
    string? Message, string Amount, string Words, IReadOnlyList<(string Name, string Value)> Rows);

/// <summary>One message and its answer.</summary>
public sealed record TillExchange(string Said, string Heard);

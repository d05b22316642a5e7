using Gerai.Dashboard.Frame;
using Gerai.Pages;

namespace Gerai.Dashboard.Account;

/// <summary>What every page of the account is given.</summary>
/// <remarks>Public, like all that is a component's parameter: Razor makes components public.</remarks>
public sealed record AccountView
{
    public required PageLanguage Language { get; init; }

    /// <summary>Light or dark, as the portal's switch says.</summary>
    public required Look Look { get; init; }

    /// <summary>Path and query of the page itself.</summary>
    public required string Address { get; init; }

    /// <summary>Goes into each form, and shows that it stood on a page of ours.</summary>
    public required string Proof { get; init; }

    /// <summary>Where to go on to afterwards.</summary>
    public required string Back { get; init; }

    /// <summary>Why the last try was refused, if it was.</summary>
    public string? Complaint { get; init; }

    /// <summary>What the last try changed, if it did.</summary>
    public string? News { get; init; }

    /// <summary>What the visitor should know before anything else.</summary>
    public string? Notice { get; init; }

    public string Say(string indonesian, string english) => Language.Say(indonesian, english);
}

using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>Where a merchant is told from now on. What is not given stays as it is.</summary>
internal sealed record ContactChange
{
    public IReadOnlyList<string>? NotificationUrls { get; init; }

    public EmailAddress? AlertEmail { get; init; }

    /// <summary>No more mail, rather than to another address.</summary>
    public bool DropsAlertEmail { get; init; }
}

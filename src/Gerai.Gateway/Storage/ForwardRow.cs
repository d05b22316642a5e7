using Gerai.Notifications;

namespace Gerai.Storage;

/// <summary>A row of <c>forwards</c>.</summary>
internal sealed class ForwardRow
{
    public required string Address { get; init; }

    public required long StartedAtMs { get; init; }

    public required long TookMs { get; init; }

    public required string Result { get; init; }

    public long? HttpStatus { get; init; }

    public required long ReportedAtMs { get; init; }

    public Forward ToForward() => new()
    {
        Address = Address,
        StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(StartedAtMs),
        Took = TimeSpan.FromMilliseconds(TookMs),
        Result = Enum.Parse<DeliveryResult>(Result),
        HttpStatus = (int?)HttpStatus,
        ReportedAt = DateTimeOffset.FromUnixTimeMilliseconds(ReportedAtMs),
    };
}

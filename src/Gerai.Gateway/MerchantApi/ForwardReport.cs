using System.Text.Json;
using System.Text.Json.Serialization;
using Gerai.Notifications;

namespace Gerai.MerchantApi;

/// <summary>What a listener sends after it has posted a notification to a server of its own.</summary>
internal sealed record ForwardReport(
    [property: JsonPropertyName("address")] string? Address = null,
    [property: JsonPropertyName("started_at")] string? StartedAt = null,
    [property: JsonPropertyName("took_ms")] long? TookMs = null,
    [property: JsonPropertyName("result")] string? Result = null,
    [property: JsonPropertyName("http_status")] int? HttpStatus = null)
{
    public const int AddressLengthMax = 200;

    private const string NotAReport =
        "The body must be one JSON object with address, started_at, took_ms, result, http_status and nothing else.";

    private static readonly TimeSpan TookMax = TimeSpan.FromDays(1);

    // Developers' machines have clocks of their own; a whole day is no clock any more.
    private static readonly TimeSpan AheadMax = TimeSpan.FromDays(1);

    /// <summary>Null with a complaint when it is no report, or one that contradicts itself.</summary>
    public static Forward? Read(ReadOnlySpan<byte> body, DateTimeOffset now, out string complaint)
    {
        complaint = NotAReport;
        try
        {
            return JsonSerializer.Deserialize(body, ForwardJson.Strict.ForwardReport)?.Read(now, out complaint);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Forward? Read(DateTimeOffset now, out string complaint)
    {
        var started = EventQuery.Moment(StartedAt);
        var result = EventJson.Result(Result);
        complaint = this switch
        {
            _ when !IsLabel(Address) => $"address is 1 to {AddressLengthMax} characters without control characters.",
            _ when started is null => "started_at is a moment such as 2026-01-15T03:00:00Z.",
            _ when started > now + AheadMax => "started_at lies in the future.",
            _ when TookMs is not (>= 0 and var took) || took > TookMax.TotalMilliseconds =>
                $"took_ms is a number from 0 to {TookMax.TotalMilliseconds}.",
            _ when result is null => "result is one of those that an attempt has, such as delivered or timed_out.",
            _ when HttpStatus is < 100 or > 599 => "http_status is a number from 100 to 599.",
            _ when !Fits(result.Value, HttpStatus) => "http_status does not fit result.",
            _ => "",
        };
        return complaint.Length > 0 ? null : new Forward
        {
            Address = Address!,
            StartedAt = started!.Value,
            Took = TimeSpan.FromMilliseconds(TookMs!.Value),
            Result = result!.Value,
            HttpStatus = HttpStatus,
            ReportedAt = now,
        };
    }

    // It is only shown, never called, so it need not be an address that anybody else could reach.
    private static bool IsLabel(string? text) =>
        text is { Length: >= 1 and <= AddressLengthMax } && !text.Any(char.IsControl);

    private static bool Fits(DeliveryResult result, int? status) => result switch
    {
        DeliveryResult.Delivered => status is >= 200 and <= 299,
        DeliveryResult.RedirectNotFollowed => status is 301 or 302 or 303,
        DeliveryResult.Refused => status is not null and not (>= 200 and <= 299),
        _ => true,
    };
}

/// <summary>Reads strictly: what is not known here may have been meant to matter.</summary>
[JsonSerializable(typeof(ForwardReport))]
internal sealed partial class ForwardJson : JsonSerializerContext
{
    public static ForwardJson Strict { get; } = new(new JsonSerializerOptions
    {
        AllowDuplicateProperties = false,
        MaxDepth = 2,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });
}

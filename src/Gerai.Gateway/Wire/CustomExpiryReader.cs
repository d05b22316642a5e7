using System.Globalization;

namespace Gerai.Wire;

/// <summary>Reads how long a customer may take to pay (protocol 2f).</summary>
internal static class CustomExpiryReader
{
    private const int TextMax = 40;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Most = TimeSpan.FromDays(180);

    // Offsets are written +0700; with a colon too, and without any it is Western Indonesian Time (protocol 2.38).
    private static readonly string[] WithOffset = ["yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd'T'HH:mm:sszzz"];
    private static readonly string[] WithoutOffset = ["yyyy-MM-dd HH:mm:ss"];

    public static (DateTimeOffset? OrderedAt, TimeSpan? TimeToPay) Read(FieldReader top) =>
        top.Object("custom_expiry") is { } expiry ? (ReadOrderTime(expiry), ReadDuration(expiry)) : default;

    private static DateTimeOffset? ReadOrderTime(FieldReader expiry)
    {
        if (expiry.Text("order_time", TextMax) is not { } text || string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var plain = CultureInfo.InvariantCulture;
        if (DateTimeOffset.TryParseExact(
            WithColon(text.Trim()), WithOffset, plain, DateTimeStyles.None, out var moment))
        {
            return InRange(expiry, moment);
        }

        if (DateTime.TryParseExact(text.Trim(), WithoutOffset, plain, DateTimeStyles.None, out var local))
        {
            return InRange(expiry, new DateTimeOffset(local, WireFormat.JakartaOffset));
        }

        expiry.Complain("order_time", "must be a time such as 2026-01-15 10:00:00 +0700");
        return null;
    }

    // Sums with a time far off would leave the calendar.
    private static DateTimeOffset? InRange(FieldReader expiry, DateTimeOffset moment)
    {
        if (moment.Year is > 2000 and < 3000)
        {
            return moment;
        }

        expiry.Complain("order_time", "must be a time of this century");
        return null;
    }

    private static TimeSpan? ReadDuration(FieldReader expiry)
    {
        var unit = ReadUnit(expiry);
        if (expiry.WholeNumber("expiry_duration", isRequired: true) is not { } count || unit is not { } one)
        {
            return null;
        }

        var seconds = count * (decimal)one.TotalSeconds;
        if (seconds < (decimal)Least.TotalSeconds)
        {
            expiry.Complain("expiry_duration", "must be at least 20 seconds");
            return null;
        }

        if (seconds > (decimal)Most.TotalSeconds)
        {
            expiry.Complain("expiry_duration", "must be at most 180 days");
            return null;
        }

        return TimeSpan.FromSeconds((long)seconds);
    }

    // Protocol 2.40: minutes by default; upper case and plural are in use.
    private static TimeSpan? ReadUnit(FieldReader expiry)
    {
        switch (expiry.Text("unit", TextMax)?.Trim().ToLowerInvariant().TrimEnd('s'))
        {
            case "second":
                return TimeSpan.FromSeconds(1);
            case null or "" or "minute":
                return TimeSpan.FromMinutes(1);
            case "hour":
                return TimeSpan.FromHours(1);
            case "day":
                return TimeSpan.FromDays(1);
            default:
                expiry.Complain("unit", "must be second, minute, hour or day");
                return null;
        }
    }

    private static string WithColon(string text) =>
        text.Length > 5 && text[^5] is '+' or '-' && text[^1] is >= '0' and <= '9'
            ? text.Insert(text.Length - 2, ":")
            : text;
}

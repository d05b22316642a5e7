using Gerai.Values;

namespace Gerai.People;

/// <summary>Somebody signed in on a device. The token that proves it is known to the device alone.</summary>
internal sealed record PersonSession
{
    /// <summary>Without a request for so long, a session is over (protocol 7.11).</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(15);

    /// <summary>However busy, a session is over after a working day.</summary>
    public static readonly TimeSpan LifeMax = TimeSpan.FromHours(12);

    /// <summary>Names it in lists; opens nothing.</summary>
    public required string Id { get; init; }

    public required PersonId Person { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last request came.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>The network address it began from.</summary>
    public string? From { get; init; }

    /// <summary>What the browser says that it is.</summary>
    public string? Device { get; init; }

    public bool IsOpenAt(DateTimeOffset now) => now < SeenAt + IdleMax && now < CreatedAt + LifeMax;
}

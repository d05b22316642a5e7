using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>
/// Which rows a look is to see: those due by now in these slots, and in others when they have been due for some time.
/// </summary>
/// <param name="OthersUntil">By when those in other slots must have been due.</param>
internal readonly record struct DueScope(DateTimeOffset Now, SlotRange Own, DateTimeOffset OthersUntil)
{
    /// <summary>All that is due.</summary>
    public static DueScope All(DateTimeOffset now) => new(now, SlotRange.All, now);
}

using System.Globalization;

namespace Gerai.LoadTests.Servers;

/// <summary>What a server holds when all that can be let go has been let go.</summary>
/// <param name="Resident">Of its whole process, as the system counts it.</param>
/// <param name="Managed">Objects of .NET alone; a part of the former.</param>
internal readonly record struct MemoryUse(long Resident, long Managed)
{
    /// <summary>Of this process. Says nothing about speed: it collects all garbage several times.</summary>
    public static MemoryUse Settle()
    {
        // What has a finalizer goes with the second round, what that one held with the third.
        for (var round = 0; round < 3; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return new MemoryUse(Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));
    }

    public static MemoryUse Parse(string text)
    {
        var both = text.Split(' ');
        return new MemoryUse(
            long.Parse(both[0], CultureInfo.InvariantCulture), long.Parse(both[1], CultureInfo.InvariantCulture));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Resident} {Managed}");
}

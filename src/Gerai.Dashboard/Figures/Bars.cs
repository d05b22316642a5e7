namespace Gerai.Dashboard.Figures;

/// <summary>A picture of days in bars, each of parts that stand on each other.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Parts">From below: what each part is called, and the class that colours it.</param>
/// <param name="Days">From the first to the last.</param>
/// <param name="Write">How a number is written at the side.</param>
/// <remarks>Public, as parameters of Razor's components must be.</remarks>
public sealed record Bars(
    string Title, IReadOnlyList<BarPart> Parts, IReadOnlyList<BarDay> Days, Func<long, string> Write)
{
    // 1, 2 or 5 and zeros: what people read at a glance.
    private static readonly long[] Steps = [1, 2, 5, 10];

    /// <summary>The number at the top of the picture.</summary>
    public long Top => RoundUp(Days.Max(day => day.Values.Sum()));

    private static long RoundUp(long number)
    {
        var power = 1L;
        while (power * 10 < number)
        {
            power *= 10;
        }

        return Steps.First(step => step * power >= number) * power;
    }
}

/// <summary>What a part of each bar stands for.</summary>
public sealed record BarPart(string Name, string Style);

/// <summary>A day with one value for each part.</summary>
public sealed record BarDay(DateOnly Day, IReadOnlyList<long> Values);

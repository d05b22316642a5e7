using System.Diagnostics.Metrics;

namespace Gerai.Tests.Support;

/// <summary>Makes meters of its own, so that tests that run side by side do not hear each other's.</summary>
internal sealed class Meters : IMeterFactory
{
    private readonly List<Meter> made = [];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        made.Add(meter);
        return meter;
    }

    public void Dispose() => made.ForEach(meter => meter.Dispose());
}

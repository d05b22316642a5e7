using System.Reflection;

namespace Gerai;

/// <summary>What a process is, for who looks after it.</summary>
internal sealed record RunningGateway(bool IsSandbox, DateTimeOffset Since)
{
    public static string Version { get; } = typeof(RunningGateway).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}

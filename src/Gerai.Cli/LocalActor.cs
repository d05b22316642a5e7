using Gerai.Notifications;
using Gerai.Values;

namespace Gerai.Cli;

/// <summary>Who changes something at the gateway's own machine, as the activity log names them.</summary>
internal static class LocalActor
{
    public static Actor Here { get; } = new(ResendOrder.OperatorCalled(Environment.UserName));

    /// <summary>The demo, the sandbox: what nobody asked for by name.</summary>
    public static Actor Program { get; } = new(Output.ProgramName);
}

namespace Gerai.Cli;

/// <summary>How gerai ends, for scripts that look at nothing else.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The gateway said no, or something broke.</summary>
    public const int Refused = 1;

    public const int Usage = 2;

    public const int NoConnection = 3;

    /// <summary>As shells number a process ended by Ctrl-C.</summary>
    public const int Interrupted = 130;
}

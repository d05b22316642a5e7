namespace Gerai.Cli;

/// <summary>Ends a command with one line for the person at the keyboard and an exit code.</summary>
internal sealed class CommandFailure(string message, int exitCode = ExitCode.Refused) : Exception(message)
{
    public int ExitCode => exitCode;
}

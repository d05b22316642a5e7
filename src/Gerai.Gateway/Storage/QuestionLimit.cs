using Dapper;

namespace Gerai.Storage;

/// <summary>
/// The time that PostgreSQL has for a question. When the driver's own limit passes, it has a thread of the pool tell
/// the server, over a new connection, and wait for it; with many questions at a server that hangs no thread is left for
/// anything else. This limit, and whoever gives the question up, has it done by a thread of its own.
/// </summary>
internal sealed class QuestionLimit : IDisposable
{
    // Not disposed of: the thread that cancels may come after the answer.
    private readonly CancellationTokenSource over = new();
    private readonly CancellationTokenRegistration given;
    private readonly ITimer timer;

    public QuestionLimit(TimeSpan time, CancellationToken cancel)
    {
        given = cancel.UnsafeRegister(_ => End(), null);
        timer = TimeProvider.System.CreateTimer(_ => End(), null, time, Timeout.InfiniteTimeSpan);
    }

    public CommandDefinition Of(CommandDefinition question)
    {
        const int None = 0;
        return new CommandDefinition(
            question.CommandText, question.Parameters, question.Transaction, commandTimeout: None,
            question.CommandType, question.Flags, over.Token);
    }

    public void Dispose()
    {
        given.Dispose();
        timer.Dispose();
    }

    private void End() => new Thread(over.Cancel) { Name = "question limit", IsBackground = true }.Start();
}

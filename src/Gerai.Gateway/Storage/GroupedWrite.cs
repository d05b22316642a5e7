namespace Gerai.Storage;

/// <summary>A write that waits for its turn, and whose caller waits for it.</summary>
internal abstract class GroupedWrite
{
    /// <summary>Whether a caller waits, so that the next transaction should begin now.</summary>
    public bool IsHurried { get; init; } = true;

    /// <summary>Runs as far as it comes without an answer of the database.</summary>
    public abstract void Start(WriteSession session);

    /// <summary>Called when all statements were answered; throws what the write has thrown.</summary>
    public abstract void Finish();

    /// <summary>Tells the caller, after the commit.</summary>
    public abstract void Succeed();

    public abstract void Fail(Exception broken);
}

/// <summary>A write with a result.</summary>
internal abstract class GroupedWrite<T> : GroupedWrite
{
    private readonly TaskCompletionSource<T> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Ended => ended.Task;

    protected T? Result { get; set; }

    public override void Succeed() => ended.SetResult(Result!);

    public override void Fail(Exception broken) => ended.SetException(broken);
}

/// <summary>A write that runs its statements one after the other.</summary>
internal sealed class PlainWrite<T>(Func<WriteSession, T> write) : GroupedWrite<T>
{
    public override void Start(WriteSession session) => Result = write(session);

    public override void Finish()
    {
    }
}

/// <summary>A write whose statements wait for those of its neighbours.</summary>
internal sealed class PipelinedWrite<T>(Func<WriteSession, ValueTask<T>> write) : GroupedWrite<T>
{
    private Task<T>? running;

    public override void Start(WriteSession session) => running = write(session).AsTask();

    public override void Finish() => Result = running!.IsCompleted
        ? running.GetAwaiter().GetResult()
        : throw new InvalidOperationException("A pipelined write waits for something that is no statement.");
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Gerai.Tests.Support;

/// <summary>Keeps what was logged, as an operator would read it.</summary>
internal sealed class RecordingLog<T> : ILogger<T>
{
    private readonly ConcurrentQueue<string> lines = new();

    private readonly Channel<string> news = Channel.CreateUnbounded<string>();

    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>Returns when a line has come that holds these words.</summary>
    public async Task SaidAsync(string words)
    {
        await foreach (var line in news.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (line.Contains(words, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel}: {formatter(state, exception)} {exception}";
        lines.Enqueue(line);
        news.Writer.TryWrite(line);
    }
}

using Microsoft.Extensions.Logging;

namespace Gerai.Running;

/// <summary>What a node writes to standard error about itself.</summary>
public sealed record LogOptions
{
    public LogFormat Format { get; init; } = LogFormat.Text;

    /// <summary>
    /// The least of Gerai's own lines that is written. The framework's never begin below warnings: they tell addresses
    /// of requests, and what stands in those is nobody's to read.
    /// </summary>
    public LogLevel Level { get; init; } = LogLevel.Warning;
}

/// <summary>How a line of the log looks.</summary>
public enum LogFormat
{
    /// <summary>A sentence, for people.</summary>
    Text,

    /// <summary>A JSON object a line, for programs that collect them.</summary>
    Json,
}

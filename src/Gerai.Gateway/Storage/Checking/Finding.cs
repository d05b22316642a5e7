namespace Gerai.Storage;

/// <summary>How grave it is what a check has found.</summary>
internal enum Verdict
{
    Ok,

    /// <summary>It works, and somebody should know.</summary>
    Warning,

    /// <summary>It does not work, or money can be lost.</summary>
    Wrong,
}

/// <summary>What a check has found, in a sentence without any secret, and what to do about it.</summary>
internal sealed record Finding(Verdict Verdict, string Words, string? Remedy = null)
{
    public static Finding Ok(string words) => new(Verdict.Ok, words);

    public static Finding Warning(string words, string remedy) => new(Verdict.Warning, words, remedy);

    public static Finding Wrong(string words, string remedy) => new(Verdict.Wrong, words, remedy);
}

/// <summary>One thing to look at. Its name stands in the table of docs/operating.md.</summary>
internal sealed record Check(string Name, Func<CancellationToken, Task<Finding>> LookAsync);

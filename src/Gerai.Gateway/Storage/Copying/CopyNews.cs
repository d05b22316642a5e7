namespace Gerai.Storage;

/// <summary>How far a pass has come: rows looked at of all that the source has, and those written so far.</summary>
internal sealed record CopyNews(string Table, long RowsDone, long RowsTotal, long RowsWritten);

/// <summary>What a pass has done in one table.</summary>
internal sealed record CopiedTable(string Name, long Rows, long Written, long Removed);

/// <summary>How a pass ended. Differences are sentences; none when the last pass found both sides alike.</summary>
internal sealed record CopyEnd(
    IReadOnlyList<CopiedTable> Tables, IReadOnlyList<string> Differences, IReadOnlyList<PaymentTotal> Payments);

/// <summary>How many payments in one status there are, and how much money they are.</summary>
internal sealed record PaymentTotal(string Status, long Number, long Rupiah);

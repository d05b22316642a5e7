using Microsoft.Extensions.Logging;

namespace Gerai.AspNetCore.Inbox;

/// <summary>
/// What a shop's log hears of its notifications. Never a secret or a customer, and of a body that nobody has signed no
/// word at all.
/// </summary>
internal static partial class InboxLog
{
    [LoggerMessage(1, LogLevel.Debug, "{Order} {Status} of {Transaction}: stored")]
    public static partial void Stored(ILogger logger, string order, string status, string transaction);

    [LoggerMessage(2, LogLevel.Debug, "{Order} {Status} of {Transaction}: had come before")]
    public static partial void Repeated(ILogger logger, string order, string status, string transaction);

    [LoggerMessage(3, LogLevel.Information, "A test notification came and was answered 200: {Order}")]
    public static partial void Tested(ILogger logger, string order);

    [LoggerMessage(4, LogLevel.Warning, "A notification was refused: {Reason}")]
    public static partial void NotTaken(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Error, "A notification could not be stored and was answered 503")]
    public static partial void NotStored(ILogger logger, Exception failure);

    [LoggerMessage(6, LogLevel.Information, "{Order} {Status} of {Transaction}: handed over")]
    public static partial void Handled(ILogger logger, string order, string status, string transaction);

    [LoggerMessage(
        7, LogLevel.Information, "{Order} {Status} of {Transaction}: not handed over, since {Told} was before it")]
    public static partial void Superseded(
        ILogger logger, string order, string status, string transaction, string told);

    [LoggerMessage(
        8,
        LogLevel.Warning,
        "{Order} {Status} of {Transaction}: not handed over though it tells of money, since {Told} was before it")]
    public static partial void MoneySuperseded(
        ILogger logger, string order, string status, string transaction, string told);

    [LoggerMessage(
        9, LogLevel.Warning, "{Order} {Status} of {Transaction}: attempt {Attempt} failed; again in {Wait}")]
    public static partial void Failed(
        ILogger logger,
        Exception failure,
        string order,
        string status,
        string transaction,
        int attempt,
        TimeSpan wait);

    [LoggerMessage(10, LogLevel.Error, "{Order} {Status} of {Transaction}: parked after {Attempts} attempts")]
    public static partial void Parked(
        ILogger logger, Exception failure, string order, string status, string transaction, int attempts);

    [LoggerMessage(
        11, LogLevel.Warning, "{Order} {Status} of {Transaction}: refused, for the gateway says {Answer}")]
    public static partial void Refused(ILogger logger, string order, string status, string transaction, string answer);

    [LoggerMessage(12, LogLevel.Warning, "{Id}: the status was asked for in vain ({Reason})")]
    public static partial void AskedInVain(ILogger logger, string id, string reason);

    [LoggerMessage(13, LogLevel.Information, "{Order} {Status} of {Transaction}: no notification came; asked for it")]
    public static partial void Asked(ILogger logger, string order, string status, string transaction);

    [LoggerMessage(14, LogLevel.Warning, "{Order}, {Transaction}: nobody told how it ended; not asked for any more")]
    public static partial void GivenUp(ILogger logger, string order, string transaction);

    [LoggerMessage(15, LogLevel.Error, "The inbox could not be worked off; it goes on in {Wait}")]
    public static partial void InTrouble(ILogger logger, Exception failure, TimeSpan wait);

    [LoggerMessage(
        16,
        LogLevel.Warning,
        "{Order} {Status} of {Transaction}: the handler took longer than its time, and somebody else has taken over")]
    public static partial void TakenOver(ILogger logger, string order, string status, string transaction);
}

using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Gerai.Storage;

/// <summary>Why a copy does not begin, or does not go on, in a sentence for who runs it.</summary>
internal sealed class CopyRefusal(string message, Exception? cause = null) : Exception(message, cause)
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteReadOnly = 8;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;
    private const int SqliteNotADatabase = 26;

    /// <summary>Whether the database could not be reached at all.</summary>
    public bool IsNoConnection { get; private init; }

    /// <summary>The sentence for what a database said; nothing when it is not known here.</summary>
    public static CopyRefusal? For(Exception failure, string place) => failure switch
    {
        PostgresException told => told.SqlState switch
        {
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new(
                $"{place} does not let us in: the user name or the password is not right.", told),
            PostgresErrorCodes.InvalidCatalogName => new CopyRefusal(
                $"{place} has no such database: make an empty one first, with createdb.", told),
            PostgresErrorCodes.InsufficientPrivilege => new CopyRefusal(
                $"{place} does not allow it: {told.MessageText}. The user has to own the database.", told),
            PostgresErrorCodes.DiskFull => new CopyRefusal(
                $"{place} has no space left. Make room; the same command then goes on where it was.", told),
            PostgresErrorCodes.LockNotAvailable => new CopyRefusal(
                $"Somebody is writing to {place}. Stop every gateway on it, then try again.", told),
            _ => null,
        },
        NpgsqlException or SocketException or TimeoutException => new CopyRefusal(
            $"{place} cannot be reached, or the line was cut: {Innermost(failure).Message}", failure)
        {
            IsNoConnection = true,
        },
        SqliteException told => told.SqliteErrorCode switch
        {
            SqliteBusy or SqliteLocked => new CopyRefusal(
                $"Another process has {place} open. Stop the gateway on it, then try again.", told),
            SqliteFull => new CopyRefusal(
                $"The disk of {place} is full. Make room; the same command then goes on where it was.", told),
            SqliteReadOnly => new CopyRefusal($"{place} may not be written to.", told),
            SqliteCannotOpen => new CopyRefusal($"{place} is not there, or may not be opened.", told),
            SqliteNotADatabase => new CopyRefusal($"{place} is no SQLite database.", told),
            _ => null,
        },
        _ => null,
    };

    private static Exception Innermost(Exception failure) =>
        failure.InnerException is { } inner ? Innermost(inner) : failure;
}

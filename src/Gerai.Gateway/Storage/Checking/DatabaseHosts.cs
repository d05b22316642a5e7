using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Gerai.Storage;

/// <summary>
/// Asks each server of a connection string by itself what it is: the gateway would only ever say that it found one.
/// </summary>
internal static class DatabaseHosts
{
    private const int ConnectSeconds = 3;

    /// <summary>How a person finds the database; without any password.</summary>
    public static string Place(string connectionString)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (parts.ContainsKey("Data Source"))
        {
            return Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
        }

        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{settings.Database ?? settings.Username} at {settings.Host}";
    }

    public static async Task<Finding> LookAsync(string connectionString, CancellationToken cancel)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (parts.ContainsKey("Data Source"))
        {
            return LookAtFile(Place(connectionString));
        }

        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var hosts = (settings.Host ?? "").Split(',', StringSplitOptions.TrimEntries);
        var answers = await Task.WhenAll(hosts.Select(host => AskAsync(settings, host, cancel)));
        return Judge([.. hosts.Zip(answers)]);
    }

    private static Finding LookAtFile(string path)
    {
        if (!File.Exists(path))
        {
            return Finding.Wrong($"There is no file {path}.", "Name a gateway's folder, or start one: it makes it.");
        }

        using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Finding.Ok($"{path}, {file.Length / (1024 * 1024):N0} MB");
    }

    private static async Task<HostAnswer> AskAsync(
        NpgsqlConnectionStringBuilder settings, string host, CancellationToken cancel)
    {
        var one = new NpgsqlConnectionStringBuilder(settings.ToString())
        {
            Host = host,
            Pooling = false,
            Timeout = ConnectSeconds,
            CommandTimeout = ConnectSeconds,
        };
        one.Remove("Target Session Attributes");
        try
        {
            await using var connection = new NpgsqlConnection(one.ToString());
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand("select pg_is_in_recovery()", connection);
            return new HostAnswer((bool)(await command.ExecuteScalarAsync(cancel))!, Refusal: null);
        }
        catch (PostgresException told)
        {
            return new HostAnswer(IsStandby: null, told.MessageText);
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException or IOException)
        {
            return new HostAnswer(IsStandby: null, Refusal: null);
        }
    }

    private static Finding Judge(IReadOnlyList<(string Host, HostAnswer Answer)> hosts)
    {
        var words = string.Join(", ", hosts.Select(host => $"{host.Host} {host.Answer.Words}"));
        return hosts.Count(host => host.Answer.IsStandby is false) switch
        {
            0 => Finding.Wrong(words, "Without a primary nothing works: start it, or see patronictl list."),
            > 1 => Finding.Wrong(
                words,
                "Two primaries have different books. Stop every gateway, keep the one that etcd agrees on, compare."),
            _ when hosts.All(host => host.Answer.IsStandby is not null) => Finding.Ok(words),
            _ => Finding.Warning(words, "A standby that is away cannot take over: bring it back."),
        };
    }

    /// <summary>What one server says of itself; neither when it says nothing at all.</summary>
    private sealed record HostAnswer(bool? IsStandby, string? Refusal)
    {
        public string Words => IsStandby switch
        {
            true => "standby",
            false => "primary",
            _ when Refusal is not null => $"refuses ({Refusal})",
            _ => "does not answer",
        };
    }
}

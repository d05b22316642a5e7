using Microsoft.Data.Sqlite;

namespace Gerai.Cli;

/// <summary>
/// A folder with everything a gateway on SQLite needs: the database, its sealing key and, for the sandbox, the keys
/// that were made for its merchant.
/// </summary>
internal sealed class DataFolder
{
    private const string DatabaseName = "gerai.db";
    private const string SealingKeyName = "sealing.key";

    private readonly string path;

    public DataFolder(string path)
    {
        this.path = Path.GetFullPath(path);
        PrivateFile.MakeFolder(this.path);
    }

    public string ConnectionString => ConnectionTo(DatabasePath);

    private string DatabasePath => Path.Combine(path, DatabaseName);

    private string SealingKeyPath => SealingKeyIn(path);

    private string SandboxKeysPath => Path.Combine(path, "sandbox.keys");

    /// <summary>The database of a folder that is there already; nothing is made.</summary>
    public static string? ConnectionIn(string path) =>
        Directory.Exists(path) ? In(path) : null;

    /// <summary>The database of a folder, whether it is there or not; nothing is made.</summary>
    public static string In(string path) => ConnectionTo(Path.Combine(path, DatabaseName));

    public static string SealingKeyIn(string path) => Path.Combine(path, SealingKeyName);

    public byte[] SealingKey()
    {
        if (File.Exists(SealingKeyPath))
        {
            return SealingKeyFile.Read(SealingKeyPath);
        }

        // A new key would open nothing that the old one sealed, and the error would come much later.
        return File.Exists(DatabasePath)
            ? throw new CommandFailure($"{DatabasePath} is there, but its sealing key {SealingKeyPath} is missing.")
            : SealingKeyFile.Make(SealingKeyPath);
    }

    /// <summary>The keys made for the sandbox's merchant at an earlier start: server key, then client key.</summary>
    public (string ServerKey, string ClientKey)? ReadSandboxKeys()
    {
        if (!File.Exists(SandboxKeysPath))
        {
            return null;
        }

        return File.ReadAllLines(SandboxKeysPath) is [{ Length: > 0 } server, { Length: > 0 } client]
            ? (server, client)
            : throw new CommandFailure($"{SandboxKeysPath} does not hold a server key and a client key, a line each.");
    }

    public void KeepSandboxKeys(string serverKey, string clientKey) =>
        PrivateFile.Write(SandboxKeysPath, $"{serverKey}\n{clientKey}\n");

    /// <summary>
    /// Lets the sandbox find its merchant by the new key, when it is this merchant that got one: the old key finds
    /// nobody any more when the overlap is over.
    /// </summary>
    public void FollowRotation(string oldServerKey, string newServerKey)
    {
        if (ReadSandboxKeys() is { } kept && kept.ServerKey == oldServerKey)
        {
            var replacement = SandboxKeysPath + ".new";
            File.Delete(replacement);
            PrivateFile.Write(replacement, $"{newServerKey}\n{kept.ClientKey}\n");
            File.Move(replacement, SandboxKeysPath, overwrite: true);
        }
    }

    private static string ConnectionTo(string database) =>
        new SqliteConnectionStringBuilder { DataSource = database }.ConnectionString;
}

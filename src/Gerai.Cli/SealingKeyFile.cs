using Gerai.Values;

namespace Gerai.Cli;

/// <summary>The key that opens the secrets in the database, kept outside of it in a file of its own.</summary>
internal static class SealingKeyFile
{
    public static byte[] Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFailure(
                $"There is no sealing key file {path}. Make one with: (umask 077; openssl rand -base64 32 > {path})",
                ExitCode.Usage);
        }

        var key = new byte[SecretSeal.KeyBytes];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), key, out var length) && length == key.Length
            ? key
            : throw new CommandFailure($"{path} does not hold a sealing key: 32 bytes in Base64.");
    }

    public static byte[] Make(string path)
    {
        var key = new byte[SecretSeal.KeyBytes];
        RandomSource.Secure.Fill(key);
        PrivateFile.Write(path, Convert.ToBase64String(key) + "\n");
        return key;
    }
}

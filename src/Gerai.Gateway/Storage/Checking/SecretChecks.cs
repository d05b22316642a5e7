using System.Security.Cryptography;
using System.Text;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// Whether this sealing key is the one of these books, and whether the log of activity is as it was written.
/// </summary>
internal sealed class SecretChecks(BooksLook look, SecretSeal seal, TimeProvider time)
{
    // The newest of each kind; a key that opens these opens all.
    private static readonly (string Kind, string Sql)[] Sealed =
    [
        ("server key", "select key_sealed from server_keys order by created_at_ms desc limit 100"),
        ("webhook secret", "select secret_sealed from webhook_secrets order by created_at_ms desc limit 100"),
        ("network's secret", "select secret_sealed from network_secrets order by created_at_ms desc limit 100"),
        ("key of payment codes", "select key_sealed from code_keys order by key_id desc limit 100"),
        ("key of cookies", "select key_sealed from data_protection_keys order by number desc limit 100"),
    ];

    public IReadOnlyList<Check> All => [new("seal", SealAsync), new("activity log", ActivityAsync)];

    private async Task<Finding> SealAsync(CancellationToken cancel)
    {
        var opened = 0;
        foreach (var (kind, sql) in Sealed)
        {
            foreach (var secret in await look.ReadAsync<string>(sql, cancel))
            {
                if (!Opens(secret))
                {
                    return Finding.Wrong(
                        $"The sealing key does not open a {kind} of these books.",
                        "Give the sealing key that these books were made with; no other will do.");
                }

                opened++;
            }
        }

        return Finding.Ok(opened == 0 ? "nothing is sealed yet" : $"the sealing key opens {opened:N0} secrets");
    }

    private bool Opens(string secret)
    {
        try
        {
            seal.Open(secret);
            return true;
        }
        catch (Exception closed) when (closed is CryptographicException or DecoderFallbackException)
        {
            return false;
        }
    }

    private async Task<Finding> ActivityAsync(CancellationToken cancel)
    {
        if (await look.ReadAsync<string>(
            """
            select a.chain from activity a
            where a.number = 1 and not exists (select 1 from activity_heads h where h.chain = a.chain) limit 1
            """,
            cancel) is [var headless])
        {
            return Broken(headless, "its end is not known any more");
        }

        // It is made to be written to as well; here nothing ever waits in this line.
        await using var group = new GroupCommit(look.Database, new StorageOptions { Writers = 1 }, time);
        var log = new ActivityLog(look.Database, group, seal);
        var chains = await look.ReadAsync<string>("select chain from activity_heads order by chain", cancel);
        for (var looked = 0; looked < chains.Count; looked++)
        {
            try
            {
                var merchant = chains[looked] is { Length: > 0 } id ? MerchantId.Parse(id) : (MerchantId?)null;
                if (await log.FindBrokenAsync(merchant, cancel) is { } line)
                {
                    return Broken(chains[looked], $"line {line:N0} is not as it was written");
                }
            }
            catch (OperationCanceledException) when (looked > 0)
            {
                return Finding.Ok($"unbroken as far as looked at: {looked:N0} of {chains.Count:N0} chains");
            }
        }

        return Finding.Ok($"unbroken, {chains.Count:N0} looked at");
    }

    private static Finding Broken(string chain, string how) => Finding.Wrong(
        $"The log of {(chain.Length == 0 ? "the gateway" : chain)} was changed past the gateway: {how}.",
        "Find out who can write into the database, and compare with a backup.");
}

using System.Xml.Linq;
using Dapper;
using Gerai.Values;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Gerai.Storage;

/// <summary>
/// The keys that cookies and forms are protected with, sealed in the books: every node has the same ones, and none lies
/// in a user's profile.
/// </summary>
internal sealed class DataProtectionKeys(Database database, GroupCommit group, SecretSeal seal) : IXmlRepository
{
    // Called at start and when a key is made, some days apart, by framework code that cannot wait asynchronously.
    public IReadOnlyCollection<XElement> GetAllElements() => ReadAllAsync().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName)
    {
        var sealedKey = seal.Seal(element.ToString(SaveOptions.DisableFormatting));
        group.WriteAsync(session => Insert(session, sealedKey), CancellationToken.None).GetAwaiter().GetResult();
    }

    private async Task<IReadOnlyCollection<XElement>> ReadAllAsync()
    {
        await using var connection = await database.OpenForReadingAsync(CancellationToken.None);
        var keys = await connection.QueryAsync<string>(
            new CommandDefinition("select key_sealed from data_protection_keys order by number"));
        return [.. keys.Select(text => XElement.Parse(seal.Open(text)))];
    }

    // Two nodes at once may draw the same number; who comes second takes the next.
    private static bool Insert(WriteSession session, string sealedKey)
    {
        const int TriesMax = 100;
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            if (session.Execute(
                """
                insert into data_protection_keys (number, key_sealed)
                select coalesce(max(number), 0) + 1, @sealed from data_protection_keys where number > 0
                on conflict do nothing
                """,
                ("sealed", sealedKey)) == 1)
            {
                return true;
            }
        }

        throw new InvalidOperationException("No free number was found for a data protection key.");
    }
}

using Gerai.Values;

namespace Gerai.Storage;

/// <summary>All that can be asked of books that are open, in the order in which it is told.</summary>
internal static class BooksChecks
{
    /// <summary>
    /// First the schema: when that is another version's, the rest would only complain of tables and columns.
    /// </summary>
    public static IReadOnlyList<Check> OfSchema(BooksLook look) => new SchemaChecks(look).All;

    /// <param name="seal">Nothing when there is no sealing key: what needs it is left out.</param>
    public static IReadOnlyList<Check> Of(BooksLook look, SecretSeal? seal, TimeProvider time) =>
    [
        .. look.IsPostgres ? new ServerChecks(look, time).All : new FileChecks(look).All,
        .. seal is null ? [] : new SecretChecks(look, seal, time).All,
        .. new PaymentChecks(look).All,
        .. new WorkChecks(look, time).All,
    ];
}

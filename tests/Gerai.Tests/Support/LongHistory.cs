using Dapper;
using Gerai.Values;

namespace Gerai.Tests.Support;

/// <summary>Many payments of one merchant at once in a test's books, ready to be asked for.</summary>
internal static class LongHistory
{
    /// <summary>Payments with the numbers from first to last, the one with number 0 opened at the start.</summary>
    public static async Task AddAsync(
        TestDatabase books, MerchantId merchant, long first, long last, DateTimeOffset start, TimeSpan step)
    {
        await using var connection = await books.Database.OpenAsync(TestContext.Current.CancellationToken);
        await ManyPayments.AddAsync(connection, merchant, first, last, start, step);
        if (books.Kind is DatabaseKind.Postgres)
        {
            // As PostgreSQL does by itself after a while.
            await connection.ExecuteAsync(new CommandDefinition("vacuum analyze", commandTimeout: 600));
        }
    }
}

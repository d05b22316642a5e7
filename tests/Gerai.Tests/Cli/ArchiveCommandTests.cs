using System.Globalization;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Cli;

/// <summary>gerai archive, as whoever keeps old books runs it.</summary>
public sealed class ArchiveCommandTests : IDisposable
{
    private const int Payments = 12_000;

    // Generous, because a busy machine is slow; what takes longer hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-archive-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static StringComparison Words => StringComparison.Ordinal;

    private string KeyFile => Path.Combine(folder.FullName, "sealing.key");

    private string Archive => Path.Combine(folder.FullName, "archive");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task An_archive_that_was_killed_is_gone_on_with_and_holds_every_payment_once(DatabaseKind kind)
    {
        await using var books = await FilledAsync(kind);
        var archive = Asked(books, "--to", Archive);
        await using (GeraiProcess.Begin(archive))
        {
            await UntilAFileIsWholeAsync();
        }

        var killed = await GeraiProcess.RunAsync("archive", "--check", Archive);
        var rest = await GeraiProcess.RunAsync(archive);
        var whole = await GeraiProcess.RunAsync("archive", "--check", Archive);

        Assert.Equal((0, 0, 0), (killed.ExitCode, rest.ExitCode, whole.ExitCode));
        Assert.DoesNotContain("10,800 payments", killed.Output, Words);
        Assert.DoesNotContain(" 0 were there already", rest.Output, Words);
        var rupiah = (await books.ReadAsync<long>(
            "select cast(sum(amount_rupiah) as bigint) from payments where status = 'Settled'"))[0];
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"Settled: 6,000 payments, Rp{rupiah:N0}\n"),
            whole.Output,
            Words);
        Assert.Matches(@"whole: \d+ files, 10,800 payments", whole.Output);
        Assert.Empty(Directory.GetFiles(Archive, "*.part", SearchOption.AllDirectories));

        var found = await GeraiProcess.RunAsync("archive", "--find", "order-123", "--in", Archive);
        Assert.Contains("\"order_id\": \"order-123\"", found.Output, Words);
        Assert.Equal(1, (await GeraiProcess.RunAsync("archive", "--find", "order-129", "--in", Archive)).ExitCode);
    }

    [Fact]
    public async Task Removing_tells_what_stays_and_why_and_what_went()
    {
        await using var books = await FilledAsync(DatabaseKind.Sqlite, payments: 100);
        await new Figures(books.Database, books.Group).CloseHoursAsync(Some.Morning, Cancel);
        Assert.Equal(0, (await GeraiProcess.RunAsync(Asked(books, "--to", Archive))).ExitCode);

        var removed = await GeraiProcess.RunAsync(Asked(books, "--to", Archive, "--remove"));
        var young = await GeraiProcess.RunAsync(
            "archive", "--until", "2999-01-01", "--to", Archive, "--remove", "--database", books.ConnectionString,
            "--sealing-key-file", KeyFile);

        Assert.Equal((0, ""), (removed.ExitCode, removed.Errors));
        Assert.Contains("10 payments stay in the books: pending, or still being told", removed.Output, Words);
        Assert.Contains("removed 90 payments, Rp", removed.Output, Words);
        Assert.Equal((1, 10), (young.ExitCode, await books.CountAsync("payments")));
        Assert.Contains("at the earliest 90 days after their charge", young.Errors, Words);
    }

    [Theory]
    [InlineData("archive")]
    [InlineData("archive", "--until", "2026-01-01")]
    [InlineData("archive", "--until", "2026-01-01", "--to", "x", "--check", "y")]
    [InlineData("archive", "--find", "order-1")]
    [InlineData("archive", "--until", "tomorrow", "--to", "x")]
    public async Task Half_a_wish_is_refused(params string[] arguments) =>
        Assert.Equal(2, (await GeraiProcess.RunAsync(arguments)).ExitCode);

    private string[] Asked(TestDatabase books, params string[] more) =>
    [
        "archive", "--until", "2025-12-01", "--database", books.ConnectionString, "--sealing-key-file", KeyFile,
        .. more,
    ];

    private async Task<TestDatabase> FilledAsync(DatabaseKind kind, int payments = Payments)
    {
        var key = new byte[SecretSeal.KeyBytes];
        RandomSource.Secure.Fill(key);
        await File.WriteAllTextAsync(KeyFile, Convert.ToBase64String(key));
        var books = await TestDatabase.FreshAsync(kind);
        var merchants = new MerchantRepository(books.Database, books.Group, Some.Seal);
        var first = Some.Morning.AddDays(-150);
        await merchants.AddAsync(Some.Merchant(), null, first, Cancel);
        await LongHistory.AddAsync(
            books, Some.MerchantId, 1, payments, first, TimeSpan.FromDays(100) / payments);
        return books;
    }

    // Looks again and again: a process that will be killed tells nobody how far it is.
    private async Task UntilAFileIsWholeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!Directory.Exists(Archive)
            || Directory.GetFiles(Archive, ArchiveFolder.ManifestName).Length == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}

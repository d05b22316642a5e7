using System.Globalization;
using Gerai.Tests.Support;

namespace Gerai.Tests.Cli;

/// <summary>gerai copy, as whoever moves a shop runs it.</summary>
public sealed class CopyCommandTests
{
    private const int Payments = 40_000;

    // Generous, because a busy machine is slow; what takes longer hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_copy_that_was_killed_goes_on_and_the_last_pass_says_what_it_has_verified()
    {
        await using var shop = await FilledBooks.NewAsync(Payments);
        await using var server = await TestDatabase.FreshAsync(DatabaseKind.Postgres);
        string[] copy = ["copy", "--from", shop.Folder, "--to", server.ConnectionString];
        await using (GeraiProcess.Begin(copy))
        {
            await UntilRowsAsync(server, "payment_history");
        }

        var history = await server.CountAsync("payment_history");
        Assert.True(history % 2_000 == 0, "A page is there whole, or not at all.");
        Assert.Equal(0, await server.CountAsync("payments"));

        var first = await GeraiProcess.RunAsync(copy);
        var last = await GeraiProcess.RunAsync([.. copy, "--finish"]);

        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        Assert.Contains("Stop the gateway and run the same command with --finish", first.Output, Words);
        Assert.Equal((0, ""), (last.ExitCode, last.Errors));
        var rupiah = (await server.ReadAsync<long>("select cast(sum(amount_rupiah) as bigint) from payments"))[0];
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"verified: 40,000 payments, Rp{rupiah:N0}; every row"),
            last.Output,
            Words);
        Assert.Contains("Settled: 20,000 payments, Rp", last.Output, Words);
        Assert.Contains("40,000 rows, 0 written", last.Output, Words);
    }

    [Fact]
    public async Task What_stands_in_the_way_is_told_in_a_line_without_the_password()
    {
        await using var shop = await FilledBooks.NewAsync(payments: 10);
        await using var other = await FilledBooks.NewAsync(payments: 10);

        var nowhere = await GeraiProcess.RunAsync("copy", "--from", shop.Folder, "--to", "postgres");
        var away = await GeraiProcess.RunAsync(
            "copy", "--from", shop.Folder, "--to", "Host=127.0.0.1;Port=9;Username=gerai;Password=sesame");
        var full = await GeraiProcess.RunAsync("copy", "--from", shop.Folder, "--to", other.ConnectionString);

        Assert.Equal((2, 3, 1), (nowhere.ExitCode, away.ExitCode, full.ExitCode));
        Assert.StartsWith("postgres is neither a data folder that is there nor a connection.", nowhere.Errors, Words);
        Assert.StartsWith("gerai at 127.0.0.1:9 cannot be reached", away.Errors, Words);
        Assert.DoesNotContain("sesame", away.Output + away.Errors, Words);
        Assert.Contains("is not empty: there are rows in activity.", full.Errors, Words);
    }

    private static StringComparison Words => StringComparison.Ordinal;

    // Asks again and again: a process that will be killed tells nobody how far it is.
    private static async Task UntilRowsAsync(TestDatabase books, string table)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await books.CountAsync(table) == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}

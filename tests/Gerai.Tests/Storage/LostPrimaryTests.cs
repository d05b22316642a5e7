using Dapper;
using Gerai.Storage;
using Gerai.Tests.Support;
using Npgsql;

namespace Gerai.Tests.Storage;

/// <summary>
/// Several servers, of which one takes writes. When that one is lost, by its death or by a line that swallows
/// everything, the next one is found once for all, and from then on nobody asks the lost one.
/// </summary>
public sealed class LostPrimaryTests
{
    // In seconds and milliseconds. Short, since the tests wait for them, and long enough for a busy machine to connect.
    private const string Limits = "Timeout=3;Command Timeout=1;Cancellation Timeout=100;Maximum Pool Size=80";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_made_when_the_primary_is_cut_off_is_made_once_at_the_next()
    {
        await using var pair = await Pair.StartAsync();
        await using var database = pair.Open();
        await using var group = new GroupCommit(database, new StorageOptions(), TimeProvider.System);
        await group.WriteAsync(session => session.Execute("create table notes (note text not null)"), Cancel);

        pair.CutOffTheFirst();
        await group.WriteAsync(session => session.Execute("insert into notes (note) values ('once')"), Cancel);

        Assert.Equal(["once"], await pair.ReadAsync("select note from notes"));
    }

    [Fact]
    public async Task Who_is_cut_off_is_asked_no_more_once_another_takes_writes()
    {
        await using var pair = await Pair.StartAsync();
        await using var database = pair.Open();
        await using var reader = await database.OpenForReadingAsync(Cancel);
        pair.CutOffTheFirst();
        Assert.Equal(1, await AskAsync(reader));
        var callers = pair.First.Callers;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            await using var one = await database.OpenForReadingAsync(Cancel);
            await AskAsync(one);
        }));

        Assert.Equal(callers, pair.First.Callers);
    }

    [Fact]
    public async Task Many_who_read_when_the_primary_is_cut_off_do_not_stand_in_one_line()
    {
        const int Many = 60;
        await using var pair = await Pair.StartAsync();
        await using var database = pair.Open();
        var readers = await Task.WhenAll(
            Enumerable.Range(0, Many).Select(_ => database.OpenForReadingAsync(Cancel)));

        pair.CutOffTheFirst();
        var answers = await Task.WhenAll(readers.Select(AskAsync));

        Assert.Equal(Many, answers.Sum());

        // Each takes leave of the server, which does not answer. Were it by a thread of the pool, few could at once.
        Assert.InRange(pair.First.WaitedAtOnce, Many, Many + 1);
        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_standby_is_asked_once_it_is_promoted_and_not_before()
    {
        await using var primary = await OwnPostgres.StartAsync();
        await using var standby = await OwnPostgres.StartAsync();
        await standby.BecomeStandbyAsync();
        await using var database = new Database(
            $"Host={standby.Folder},{primary.Folder};Username=gerai;Database=postgres")
        {
            Patience = TimeSpan.FromMinutes(1),
        };
        await using var reader = await database.OpenForReadingAsync(Cancel);
        Assert.Equal(primary.Data, await WhoAnswersAsync(reader));

        await primary.KillAsync();
        var asked = WhoAnswersAsync(reader);
        await standby.ExecuteAsync("select pg_promote()");

        Assert.Equal(standby.Data, await asked);
    }

    [Fact]
    public async Task What_all_of_them_refuse_is_told_at_once()
    {
        await using var pair = await Pair.StartAsync();
        await using var database = pair.Open(";Database=nobodys");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.OpenForReadingAsync(Cancel));

        Assert.Equal(PostgresErrorCodes.InvalidCatalogName, refused.SqlState);
    }

    [Theory]
    [InlineData("", 3, 10)]
    [InlineData(";Timeout=2;CommandTimeout=4", 2, 4)]
    public async Task A_server_that_says_nothing_is_believed_to_be_there_for_as_long_as_documented(
        string given, int connect, int command)
    {
        await using var host = new PostgresHost($"Host=db1,db2{given}", "db1", isOneOfSeveral: true);

        var settings = new NpgsqlConnectionStringBuilder(host.ConnectionString);
        Assert.Equal((connect, command), (settings.Timeout, settings.CommandTimeout));
        Assert.Equal(TimeSpan.FromSeconds(command), host.QuestionTime);
    }

    private static Task<int> AskAsync(ReadSession reader) =>
        reader.ExecuteScalarAsync<int>(new CommandDefinition("select 1", cancellationToken: Cancel));

    private static Task<string?> WhoAnswersAsync(ReadSession reader) => reader.ExecuteScalarAsync<string>(
        new CommandDefinition("select current_setting('data_directory')", cancellationToken: Cancel));

    /// <summary>Two lines to the same books. Who comes before the first is cut off does not get through the second.
    /// </summary>
    private sealed class Pair : IAsyncDisposable
    {
        private readonly TestDatabase books;
        private readonly PostgresLine second;

        private Pair(TestDatabase books)
        {
            this.books = books;
            First = PostgresLine.To(books.ConnectionString);
            second = PostgresLine.To(books.ConnectionString);
            second.CutAndHold();
        }

        public PostgresLine First { get; }

        public static async Task<Pair> StartAsync() => new(await TestDatabase.FreshAsync(DatabaseKind.Postgres));

        public Database Open(string settings = "") =>
            new(new NpgsqlConnectionStringBuilder($"{First.ConnectionString};{Limits}{settings}")
            {
                Host = $"{First.Address},{second.Address}",
            }.ToString())
            {
                Patience = TimeSpan.FromSeconds(30),
            };

        /// <summary>Past both lines.</summary>
        public Task<IReadOnlyList<string>> ReadAsync(string sql) => books.ReadAsync<string>(sql);

        public void CutOffTheFirst()
        {
            second.Release();
            First.CutOff();
        }

        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await second.DisposeAsync();
            await books.DisposeAsync();
        }
    }
}

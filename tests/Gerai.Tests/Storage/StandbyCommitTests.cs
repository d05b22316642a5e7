using Dapper;
using Gerai.Storage;
using Gerai.Tests.Support;
using Npgsql;

namespace Gerai.Tests.Storage;

/// <summary>
/// A commit that waits for its synchronous standby can be told to stop waiting. The server then answers "committed"
/// with a warning, although the standby has nothing; a caller must not hear success of that.
/// </summary>
public sealed class StandbyCommitTests
{
    private const string Waits = "wait_event = 'SyncRep'";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_hears_success_only_when_the_standby_has_what_was_written()
    {
        await using var server = await OwnPostgres.StartAsync("synchronous_standby_names = 'db2'");
        await PrepareAsync(server);
        var runs = 0;
        await using var database = new Database(server.ConnectionString);
        await using (var group = new GroupCommit(database, new StorageOptions { Writers = 1 }, TimeProvider.System))
        {
            var written = group.PipelineAsync(
                async session =>
                {
                    runs++;
                    return await session.ExecuteAsync("insert into notes (note) values (@note)", ("note", "a note"));
                },
                Cancel);
            await server.UntilAsync($"select count(*) = 1 from pg_stat_activity where {Waits}");
            Assert.Equal(0L, await server.AskAsync<long>("select count(*) from notes"));
            Assert.True(await server.AskAsync<bool>(
                $"select pg_cancel_backend(pid) from pg_stat_activity where {Waits}"));

            // It is committed here, and the question what became of it waits for the standby in its turn.
            await server.UntilAsync("select count(*) = 1 from notes");
            await server.UntilAsync($"select count(*) = 1 from pg_stat_activity where {Waits}");
            Assert.False(written.IsCompleted);

            await server.BeginStandbyAsync("db2");
            Assert.Equal(1, await written);
        }

        Assert.Equal((1, 1L), (runs, await server.AskAsync<long>("select count(*) from notes")));
        NpgsqlConnection.ClearAllPools();
    }

    // By somebody who waits for no standby.
    private static async Task PrepareAsync(OwnPostgres server)
    {
        await using var database = new Database($"{server.ConnectionString};Options=-c synchronous_commit=local");
        await using (var connection = await database.OpenAsync(Cancel))
        {
            await connection.ExecuteAsync("alter database postgres set synchronous_commit = 'local'");
        }

        database.Migrate();
        await using (var connection = await database.OpenAsync(Cancel))
        {
            await connection.ExecuteAsync("create table notes (note text not null)");
            await connection.ExecuteAsync("alter database postgres reset synchronous_commit");
        }
    }
}

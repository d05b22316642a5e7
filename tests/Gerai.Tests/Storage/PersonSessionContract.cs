using Gerai.People;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Storage;

/// <summary>Who is signed in, and for how long (protocol 7.11).</summary>
public abstract class PersonSessionContract(DatabaseKind kind) : StorageContract(kind)
{
    private static readonly PersonId Sri = PersonId.New(new SeededRandom(1));
    private static readonly PersonId Budi = PersonId.New(new SeededRandom(2));
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider clock = new(Now);
    private readonly SeededRandom random = new(3);

    private PersonSessionRepository Repository => new(Books.Database, Books.Group, Some.Seal);

    private PersonSessions Sessions => new(Repository, random, clock);

    [Fact]
    public async Task A_session_is_found_by_its_token_alone_and_the_token_is_not_in_the_books()
    {
        var (session, token) = await Sessions.BeginAsync(Sri, "203.0.113.7", "Firefox on Linux", Cancel);

        Assert.Equal(session, await Sessions.FollowAsync(token, isAtWork: true, Cancel));
        Assert.Null(await Sessions.FollowAsync(session.Id, isAtWork: true, Cancel));
        Assert.Null(await Sessions.FollowAsync(token + " ", isAtWork: true, Cancel));
        var rows = string.Join('\n', await Books.ReadAsync<object>("select * from person_sessions"));
        Assert.Contains("Firefox on Linux", rows, StringComparison.Ordinal);
        Assert.DoesNotContain(token, rows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifteen_idle_minutes_end_a_session_also_when_its_pages_ask_by_themselves()
    {
        var (_, token) = await Sessions.BeginAsync(Sri, null, null, Cancel);
        clock.Advance(PersonSession.IdleMax - Tick);
        Assert.NotNull(await Sessions.FollowAsync(token, isAtWork: true, Cancel));
        clock.Advance(PersonSession.IdleMax - Tick);
        Assert.NotNull(await Sessions.FollowAsync(token, isAtWork: false, Cancel));

        clock.Advance(Tick);
        Assert.Null(await Sessions.FollowAsync(token, isAtWork: true, Cancel));
        Assert.False(await Repository.TouchAsync(token, clock.GetUtcNow(), Cancel));
        Assert.Empty(await Repository.OfAsync(Sri, clock.GetUtcNow(), Cancel));
    }

    [Fact]
    public async Task However_busy_a_session_ends_after_twelve_hours()
    {
        var (_, token) = await Sessions.BeginAsync(Sri, null, null, Cancel);
        for (var end = Now + PersonSession.LifeMax - Tick; clock.GetUtcNow() + TimeSpan.FromMinutes(10) < end;)
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            Assert.NotNull(await Sessions.FollowAsync(token, isAtWork: true, Cancel));
        }

        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await Sessions.FollowAsync(token, isAtWork: true, Cancel));
        Assert.False(await Repository.TouchAsync(token, clock.GetUtcNow(), Cancel));
    }

    [Fact]
    public async Task A_request_that_is_written_late_does_not_turn_the_clock_back()
    {
        var (session, token) = await Sessions.BeginAsync(Sri, null, null, Cancel);
        Assert.True(await Repository.TouchAsync(token, Now.AddMinutes(5), Cancel));
        Assert.True(await Repository.TouchAsync(token, Now.AddMinutes(2), Cancel));

        Assert.Equal(
            session with { SeenAt = Now.AddMinutes(5) }, await Repository.FindAsync(token, Now.AddMinutes(5), Cancel));
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_by_their_person_only()
    {
        var first = await Sessions.BeginAsync(Sri, "203.0.113.7", "Firefox", Cancel);
        clock.Advance(TimeSpan.FromMinutes(2));
        var second = await Sessions.BeginAsync(Sri, "203.0.113.8", "Safari", Cancel);
        var third = await Sessions.BeginAsync(Sri, "203.0.113.9", "Chrome", Cancel);
        var budis = await Sessions.BeginAsync(Budi, null, null, Cancel);
        Assert.Equal(3, (await Repository.OfAsync(Sri, clock.GetUtcNow(), Cancel)).Count);
        Assert.Equal(first.Session, (await Repository.OfAsync(Sri, clock.GetUtcNow(), Cancel))[^1]);

        Assert.False(await Repository.EndAsync(Budi, first.Session.Id, Cancel));
        Assert.True(await Repository.EndAsync(Sri, first.Session.Id, Cancel));
        Assert.False(await Repository.EndAsync(Sri, first.Session.Id, Cancel));
        Assert.Null(await Sessions.FollowAsync(first.Token, isAtWork: true, Cancel));

        await Repository.EndAllAsync(Sri, except: second.Session.Id, Cancel);
        Assert.Equal([second.Session], await Repository.OfAsync(Sri, clock.GetUtcNow(), Cancel));
        await Repository.EndAllAsync(Sri, except: null, Cancel);
        Assert.Null(await Sessions.FollowAsync(second.Token, isAtWork: true, Cancel));
        Assert.Null(await Sessions.FollowAsync(third.Token, isAtWork: true, Cancel));
        Assert.NotNull(await Sessions.FollowAsync(budis.Token, isAtWork: true, Cancel));
    }

    [Fact]
    public async Task Sessions_that_are_over_leave_the_books_when_their_person_signs_in_again()
    {
        await Sessions.BeginAsync(Sri, null, null, Cancel);
        clock.Advance(PersonSession.IdleMax);
        await Sessions.BeginAsync(Budi, null, null, Cancel);
        Assert.Equal(2, await Books.CountAsync("person_sessions"));

        await Sessions.BeginAsync(Sri, null, null, Cancel);
        Assert.Equal(2, await Books.CountAsync("person_sessions"));
    }
}

public sealed class SqlitePersonSessionTests() : PersonSessionContract(DatabaseKind.Sqlite);

public sealed class PostgresPersonSessionTests() : PersonSessionContract(DatabaseKind.Postgres);

using Gerai.Running;
using Gerai.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.Running;

/// <summary>What a node says of itself to a balancer, and what that costs.</summary>
public sealed class ReadinessTests
{
    private readonly FakeTimeProvider time = new();
    private readonly RecordingLog<Readiness> log = new();
    private Func<Task> write = () => Task.CompletedTask;
    private bool isLeaving;
    private int writes;

    [Fact]
    public async Task A_flood_of_questions_costs_one_write_a_second()
    {
        var readiness = NewReadiness();

        for (var question = 0; question < 1_000; question++)
        {
            Assert.Null(await readiness.ComplaintAsync());
        }

        Assert.Equal(1, writes);
        time.Advance(Readiness.KeptFor);
        Assert.Null(await readiness.ComplaintAsync());
        Assert.Equal(2, writes);
    }

    [Fact]
    public async Task A_database_that_hangs_is_not_waited_for_and_not_asked_again_until_it_answers()
    {
        var hanging = new TaskCompletionSource();
        write = () => hanging.Task;
        var readiness = NewReadiness();

        for (var round = 0; round < 3; round++)
        {
            var complaint = readiness.ComplaintAsync();
            time.Advance(Readiness.WriteMax);
            Assert.Equal(Readiness.NoWrites, await complaint);
        }

        Assert.Equal(1, writes);
        hanging.SetResult();
        time.Advance(Readiness.KeptFor);
        write = () => Task.CompletedTask;
        Assert.Null(await readiness.ComplaintAsync());
        Assert.Equal(2, writes);
    }

    [Fact]
    public async Task A_database_that_refuses_makes_a_node_unready_and_the_reason_goes_to_the_log_alone()
    {
        write = () => Task.FromException(new IOException("host=db-7 is away"));
        var readiness = NewReadiness();

        Assert.Equal("the database takes no writes", await readiness.ComplaintAsync());

        Assert.Contains("db-7", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_leaves_says_so_at_once_whatever_it_said_before()
    {
        var readiness = NewReadiness();
        Assert.Null(await readiness.ComplaintAsync());

        isLeaving = true;

        Assert.Equal("draining", await readiness.ComplaintAsync());
    }

    private Readiness NewReadiness() => new(
        () =>
        {
            writes++;
            return write();
        },
        () => isLeaving,
        time,
        log);
}

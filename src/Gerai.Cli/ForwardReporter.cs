using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Gerai.Cli;

/// <summary>
/// Tells the gateway what came of each forward, beside the forwarding: it never waits for this, and a gateway that
/// does not take a report loses that report and nothing else.
/// </summary>
internal sealed class ForwardReporter(MerchantApiClient client, TimeProvider time)
{
    private const int WaitingMax = 1_000;

    private const int TriesMax = 3;

    private static readonly TimeSpan WaitBetween = TimeSpan.FromSeconds(1);

    private readonly Channel<(string Event, JsonObject Report)> waiting =
        Channel.CreateBounded<(string, JsonObject)>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private int warnings;

    public void Report(string eventId, JsonObject report)
    {
        if (!waiting.Writer.TryWrite((eventId, report)))
        {
            WarnOnce("the gateway takes reports more slowly than answers come");
        }
    }

    public async Task RunAsync(CancellationToken cancel)
    {
        await foreach (var (eventId, report) in waiting.Reader.ReadAllAsync(cancel))
        {
            await TellAsync($"/gerai/v1/events/{Uri.EscapeDataString(eventId)}/forwards", report, cancel);
        }
    }

    private async Task TellAsync(string path, JsonObject report, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await client.TellAsync(path, report, cancel);
                return;
            }
            catch (CommandFailure refused)
            {
                // What is refused once is refused again.
                WarnOnce(refused.Message);
                return;
            }
            catch (Exception reason) when (Connection.IsLost(reason, cancel) && tries == TriesMax)
            {
                WarnOnce(client.Lost(reason).Message);
                return;
            }
            catch (Exception reason) when (Connection.IsLost(reason, cancel))
            {
                // A gateway that is starting again needs a moment; three tries at once would all be lost.
                await Task.Delay(WaitBetween, time, cancel);
            }
        }
    }

    private void WarnOnce(string why)
    {
        if (Interlocked.Increment(ref warnings) == 1)
        {
            Output.Complain($"Not every answer was reported to the gateway; forwarding goes on. {why}");
        }
    }
}

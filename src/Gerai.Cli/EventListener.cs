using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace Gerai.Cli;

/// <summary>
/// Hears a gateway's stream of events for as long as it runs. When the stream breaks it comes back with its last
/// cursor, so what happened meanwhile is heard too, and once.
/// </summary>
internal sealed class EventListener(MerchantApiClient client, Forwarder forward, TimeProvider time)
{
    // The gateway says every 15 seconds that it is there.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan WaitBetween = TimeSpan.FromSeconds(1);

    // A gateway looks back 15 seconds for what was committed late; what is heard twice by that is told by its id.
    private const int RememberedMax = 100_000;

    private readonly HashSet<string> heard = [];
    private readonly Queue<string> heardInOrder = new();
    private string? cursor;
    private DateTimeOffset startedAt;

    public async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await HearAsync(cancel);
            }
            catch (Exception reason) when (Connection.IsLost(reason, cancel) && cursor is not null)
            {
                // Said below: a stream that ends and one that breaks are the same to a listener.
            }
            catch (Exception reason) when (Connection.IsLost(reason, cancel))
            {
                // Never heard anything: more likely the address is wrong than the gateway away.
                throw client.Lost(reason);
            }

            Output.Markup("[yellow]The stream has ended; trying again.[/]");
            // So that a gateway that is away is not asked as fast as this machine can.
            await Task.Delay(WaitBetween, time, cancel);
        }
    }

    private async Task HearAsync(CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(SilenceMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancel);
        using var response = await client.OpenStreamAsync(
            "/gerai/v1/events/stream" + (cursor is null ? "" : $"?after={cursor}"), either.Token);
        await using var body = new SignsOfLife(
            await response.Content.ReadAsStreamAsync(either.Token), () => silence.CancelAfter(SilenceMax));
        await foreach (var item in SseParser.Create(body).EnumerateAsync(either.Token))
        {
            var told = JsonNode.Parse(item.Data)!;
            if (item.EventType == "ready")
            {
                Greet(told);
            }
            else
            {
                await HearAsync(told, cancel);
            }

            cursor = item.EventId ?? cursor;
        }
    }

    private void Greet(JsonNode told)
    {
        if (cursor is null)
        {
            startedAt = MomentOf(told);
        }

        Output.Line($"listening on the gateway's events for {forward.Target}");
    }

    // Looking back, the gateway may come to what happened before this listener began.
    private async Task HearAsync(JsonNode told, CancellationToken cancel)
    {
        var id = told["id"]!.ToString();
        if (MomentOf(told) < startedAt || !heard.Add(id))
        {
            return;
        }

        heardInOrder.Enqueue(id);
        if (heardInOrder.Count > RememberedMax)
        {
            heard.Remove(heardInOrder.Dequeue());
        }

        await forward.ForwardAsync(told, cancel);
    }

    private static DateTimeOffset MomentOf(JsonNode told) => told["at"]!.GetValue<DateTimeOffset>();
}

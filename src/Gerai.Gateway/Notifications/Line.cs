namespace Gerai.Notifications;

/// <summary>
/// Rows that were taken ahead and stand in line for a place at their own endpoint. So a busy server is called again in
/// the moment it has answered, without a look into the table between two calls.
/// </summary>
internal sealed class Line(NotificationOptions options)
{
    // In shares of an endpoint's places, and of all: to take more rows waits for a look and two turns of the disk, and
    // a fast server is called many times in that while.
    private const int Share = 16;

    private readonly Dictionary<Endpoint, Queue<LeasedNotification>> byEndpoint = [];
    private int count;

    /// <summary>Where anybody stands.</summary>
    public IEnumerable<Endpoint> Endpoints => byEndpoint.Keys;

    /// <summary>How many more may stand in line, wherever.</summary>
    public int Room => (options.ConcurrencyMax * Share) - count;

    /// <summary>How many more may stand in line here.</summary>
    public int RoomAt(Endpoint endpoint) =>
        Math.Min(Room, (options.EndpointConcurrencyMax * Share) - CountAt(endpoint));

    /// <summary>Whether it is time to take more, before nobody stands here any longer.</summary>
    public bool IsShortAt(Endpoint endpoint) => CountAt(endpoint) <= options.EndpointConcurrencyMax * Share / 2;

    public void Add(LeasedNotification row)
    {
        var endpoint = row.Notification.Endpoint;
        if (!byEndpoint.TryGetValue(endpoint, out var rows))
        {
            byEndpoint.Add(endpoint, rows = new Queue<LeasedNotification>());
        }

        rows.Enqueue(row);
        count++;
    }

    /// <summary>
    /// The first in line, who leaves it; null when nobody stands there or its lease is too short for a call.
    /// </summary>
    public LeasedNotification? Next(Endpoint endpoint, DateTimeOffset now) =>
        byEndpoint.TryGetValue(endpoint, out var rows) && !IsLate(rows.Peek(), now) ? Leave(endpoint, rows) : null;

    /// <summary>Since when the first in line has been due; null when nobody stands there.</summary>
    public DateTimeOffset? FirstSinceAt(Endpoint endpoint) =>
        byEndpoint.TryGetValue(endpoint, out var rows) ? rows.Peek().DueSince : null;

    /// <summary>Takes out those of one endpoint, or of all.</summary>
    public IReadOnlyList<LeasedNotification> Remove(Endpoint? endpoint) =>
        RemoveWhile(one => endpoint is null || one == endpoint, _ => true);

    /// <summary>Takes out those whose lease is too short for a call.</summary>
    public IReadOnlyList<LeasedNotification> RemoveLate(DateTimeOffset now) =>
        RemoveWhile(_ => true, row => IsLate(row, now));

    private int CountAt(Endpoint endpoint) => byEndpoint.TryGetValue(endpoint, out var rows) ? rows.Count : 0;

    // A call may take its whole time limit, and must have ended before another node may take the row.
    private bool IsLate(LeasedNotification row, DateTimeOffset now) =>
        now + options.TimeLimit >= row.Notification.DueAt;

    private List<LeasedNotification> RemoveWhile(Func<Endpoint, bool> isMeant, Func<LeasedNotification, bool> isOut)
    {
        var removed = new List<LeasedNotification>();
        foreach (var endpoint in byEndpoint.Keys.Where(isMeant).ToList())
        {
            while (byEndpoint.TryGetValue(endpoint, out var rows) && isOut(rows.Peek()))
            {
                removed.Add(Leave(endpoint, rows));
            }
        }

        return removed;
    }

    // An endpoint where nobody stands is forgotten, so a queue is never empty.
    private LeasedNotification Leave(Endpoint endpoint, Queue<LeasedNotification> rows)
    {
        var first = rows.Dequeue();
        count--;
        if (rows.Count == 0)
        {
            byEndpoint.Remove(endpoint);
        }

        return first;
    }
}

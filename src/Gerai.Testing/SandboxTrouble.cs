using System.Collections.Concurrent;
using System.Net;
using Gerai.Notifications;
using Gerai.Wire;

namespace Gerai.Testing;

/// <summary>
/// What can go wrong between a shop and its gateway, on demand. Each trouble happens to the next one it fits, or as
/// often as asked, and ends early when disposed. Of several that fit, the one ordered first happens.
/// </summary>
/// <example>
/// <code>gerai.Trouble.LoseNotifications(when: told => told.TransactionStatus == "settlement");</code>
/// </example>
public sealed class SandboxTrouble
{
    /// <summary>For <c>times</c>: until it is disposed.</summary>
    public const int Always = int.MaxValue;

    private readonly ConcurrentQueue<NotificationTrouble> notifications = new();
    private readonly ConcurrentQueue<AnswerTrouble> answers = new();

    // Late once, not again when its new time has come.
    private readonly ConcurrentDictionary<(EventId Event, string Address), bool> delayed = new();

    internal SandboxTrouble()
    {
    }

    /// <summary>
    /// Notifications never arrive and are never sent again: the gateway believes they were answered. For shops that
    /// ask for the status of what they do not hear about.
    /// </summary>
    /// <param name="times">How many, or <see cref="Always"/>.</param>
    /// <param name="when">Which; without it, any.</param>
    public TroubleInEffect LoseNotifications(int times = 1, Func<InboxNotification, bool>? when = null) =>
        Add(NotificationFault.Lost, TimeSpan.Zero, times, when);

    /// <summary>Notifications arrive twice, the same to the last byte and header.</summary>
    /// <param name="times">How many, or <see cref="Always"/>.</param>
    /// <param name="when">Which; without it, any.</param>
    public TroubleInEffect DoubleNotifications(int times = 1, Func<InboxNotification, bool>? when = null) =>
        Add(NotificationFault.Doubled, TimeSpan.Zero, times, when);

    /// <summary>
    /// Notifications wait for the next one of the same payment and arrive right after it: the settlement first, then
    /// that the payment is pending. What the shop answers to the one that comes late is not looked at; and when
    /// nothing follows, it does not come.
    /// </summary>
    /// <param name="times">How many, or <see cref="Always"/>.</param>
    /// <param name="when">Which; without it, any.</param>
    public TroubleInEffect ReorderNotifications(int times = 1, Func<InboxNotification, bool>? when = null) =>
        Add(NotificationFault.Reordered, TimeSpan.Zero, times, when);

    /// <summary>
    /// Notifications are sent this much later, by the sandbox's clock. Newer ones of the same payment wait for them.
    /// </summary>
    /// <param name="by">How much later than without trouble.</param>
    /// <param name="times">How many, or <see cref="Always"/>.</param>
    /// <param name="when">Which; without it, any.</param>
    public TroubleInEffect DelayNotifications(
        TimeSpan by, int times = 1, Func<InboxNotification, bool>? when = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(by, TimeSpan.Zero);
        return Add(null, by, times, when);
    }

    /// <summary>The gateway answers with an error and does nothing: 500, 503, 429 or what a test likes.</summary>
    /// <param name="status">The HTTP status; the body is the Core API's for it.</param>
    /// <param name="times">How many requests, or <see cref="Always"/>.</param>
    /// <param name="path">Only requests whose path contains this, such as <c>/charge</c>.</param>
    /// <param name="retryAfter">What the answer's <c>Retry-After</c> says, in whole seconds, if anything.</param>
    public TroubleInEffect AnswerWith(
        HttpStatusCode status, int times = 1, string? path = null, TimeSpan? retryAfter = null) =>
        Add(new AnswerTrouble(AnswerFault.Error, new TroubleInEffect(times), path, status, retryAfter));

    /// <summary>The connection is cut before anything was done.</summary>
    /// <param name="times">How many requests, or <see cref="Always"/>.</param>
    /// <param name="path">Only requests whose path contains this, such as <c>/charge</c>.</param>
    public TroubleInEffect CloseConnections(int times = 1, string? path = null) =>
        Add(new AnswerTrouble(AnswerFault.Closed, new TroubleInEffect(times), path));

    /// <summary>
    /// The request is carried out, and then the connection is cut: the charge is booked and the shop does not know.
    /// </summary>
    /// <param name="times">How many requests, or <see cref="Always"/>.</param>
    /// <param name="path">Only requests whose path contains this, such as <c>/charge</c>.</param>
    public TroubleInEffect LoseAnswers(int times = 1, string? path = null) =>
        Add(new AnswerTrouble(AnswerFault.AnswerLost, new TroubleInEffect(times), path));

    /// <summary>
    /// The gateway takes the request, does nothing and does not answer, until the shop gives up or the trouble is
    /// disposed.
    /// </summary>
    /// <param name="times">How many requests, or <see cref="Always"/>.</param>
    /// <param name="path">Only requests whose path contains this, such as <c>/charge</c>.</param>
    public TroubleInEffect Hang(int times = 1, string? path = null) =>
        Add(new AnswerTrouble(AnswerFault.Hanging, new TroubleInEffect(times), path));

    /// <summary>Ends all trouble that was ordered so far.</summary>
    public void End()
    {
        while (notifications.TryDequeue(out var one))
        {
            one.InEffect.Dispose();
        }

        while (answers.TryDequeue(out var one))
        {
            one.InEffect.Dispose();
        }
    }

    internal AnswerTrouble? For(string path) => answers.FirstOrDefault(
        one => (one.Path is null || path.Contains(one.Path, StringComparison.Ordinal)) && one.InEffect.TryHappen());

    internal NotificationFault? FaultOf(string address, NotificationHeaders headers, byte[] body)
    {
        if (notifications.IsEmpty)
        {
            return null;
        }

        var told = Told(address, headers, body);
        return notifications.FirstOrDefault(one => one.Fault is not null && one.Happens(told))?.Fault;
    }

    internal TimeSpan DelayOf(LeasedNotification leased, DateTimeOffset now)
    {
        var (notification, payment, eventAt, merchant) = leased;
        var delays = notifications.Where(one => one.Fault is null).ToList();
        if (delays.Count == 0 || !delayed.TryAdd((notification.EventId, notification.Address), true))
        {
            return TimeSpan.Zero;
        }

        var body = TransactionBody.Notification(payment, merchant.ServerKey.Text);
        var headers = NotificationHeaders.For(
            notification.EventId, eventAt, notification.Attempts + 1, merchant, body, now);
        var told = Told(notification.Address, headers, body);
        return delays.FirstOrDefault(one => one.Happens(told))?.By ?? TimeSpan.Zero;
    }

    private TroubleInEffect Add(
        NotificationFault? fault, TimeSpan by, int times, Func<InboxNotification, bool>? when)
    {
        var trouble = new NotificationTrouble(fault, by, new TroubleInEffect(times), when);
        notifications.Enqueue(trouble);
        return trouble.InEffect;
    }

    private TroubleInEffect Add(AnswerTrouble trouble)
    {
        answers.Enqueue(trouble);
        return trouble.InEffect;
    }

    private static InboxNotification Told(string address, NotificationHeaders headers, byte[] body) => new(
        address,
        NotificationSender.DocumentedHeaders.Concat(headers.Lines())
            .Select(line => KeyValuePair.Create(line.Name, line.Value)),
        body);

    /// <summary>A trouble of notifications; without a fault it is a delay.</summary>
    private sealed record NotificationTrouble(
        NotificationFault? Fault, TimeSpan By, TroubleInEffect InEffect, Func<InboxNotification, bool>? When)
    {
        public bool Happens(InboxNotification told) => When?.Invoke(told) is not false && InEffect.TryHappen();
    }
}

using Gerai.Notifications;

namespace Gerai.Storage;

/// <summary>
/// Says of an event what of it is kept no longer, so that nobody takes what was ended for what never was.
/// </summary>
internal static class KeptNoLonger
{
    /// <param name="database">Where it is written down since when.</param>
    /// <param name="told">As the books have it.</param>
    /// <param name="isGlance">Whether of each delivery only the latest attempt was asked for.</param>
    /// <param name="cancel">When to stop.</param>
    public static async Task<PaymentEvent> SayAsync(
        Database database, PaymentEvent told, bool isGlance, CancellationToken cancel)
    {
        // Nobody asks about events of which everything is there.
        if (told.Deliveries.Count > 0
            && !told.Deliveries.Any(one => LacksAttempts(one, isGlance) || one.Attempts.Any(LacksBody)))
        {
            return told;
        }

        await using var connection = await database.OpenForReadingAsync(cancel);
        var marks = await RetentionMark.AllAsync(connection, cancel);
        var answers = marks.GetValueOrDefault(RetainedKinds.Answers)?.KeptSince;
        var attempts = marks.GetValueOrDefault(RetainedKinds.Attempts)?.KeptSince;
        var deliveries = marks.GetValueOrDefault(RetainedKinds.Notifications)?.KeptSince;
        var areAnswersEnded = told.Id.Transaction.At < answers;
        return told with
        {
            DeliveriesKeptSince = told.At < deliveries ? deliveries : null,
            Deliveries = [.. told.Deliveries.Select(one => one with
            {
                AttemptsKeptSince = LacksAttempts(one, isGlance) ? attempts : null,
                Attempts = [.. one.Attempts.Select(attempt => areAnswersEnded && LacksBody(attempt)
                    ? attempt with { AnswersKeptSince = answers }
                    : attempt)],
            })],
        };
    }

    private static bool LacksAttempts(EventDelivery delivery, bool isGlance) =>
        delivery.Attempts.Count < (isGlance ? Math.Min(1, delivery.AttemptsMade) : delivery.AttemptsMade);

    // Many a server answers nothing but a status; which of both it was is not known any more.
    private static bool LacksBody(Attempt attempt) => attempt.Answer is { Body: null };
}

using Gerai.Notifications;
using Gerai.Payments;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Dashboard.Operators;

/// <summary>Sends dead letters again in the operator's name, and notes it in their merchant's log.</summary>
internal sealed class LetterActs(IResends resends, ChangeNews news, IActivityLog log, TimeProvider time)
{
    /// <summary>What one press of a button sends again at most.</summary>
    public const int ResentMax = 10_000;

    private const int RoundMax = 1_000;

    /// <returns>How many were sent again.</returns>
    public async Task<int> ResendAsync(DeadLetter letter, Actor by, CancellationToken cancel)
    {
        var order = new ResendOrder(letter.Merchant, by.Name, time.GetUtcNow());
        var result = await resends.ResendAsync(order, letter.Event, letter.Address, cancel);
        await NoteAsync(order, by, letter.Event.ToString(), result.Resent, cancel);
        return result.Resent;
    }

    /// <summary>All that was given up of a merchant: for one address, or for all.</summary>
    public async Task<int> ResendAllAsync(MerchantId merchant, string? address, Actor by, CancellationToken cancel)
    {
        var order = new ResendOrder(merchant, by.Name, time.GetUtcNow());
        var resent = 0;
        for (var looked = 0; looked < ResentMax; looked += RoundMax)
        {
            var round = await resends.ResendGivenUpAsync(
                order, DateTimeOffset.UnixEpoch, order.At, address, RoundMax, cancel);
            resent += round.Resent;
            if (round.Resent + round.AlreadyWaiting < RoundMax)
            {
                break;
            }
        }

        await NoteAsync(order, by, address, resent, cancel);
        return resent;
    }

    private async Task NoteAsync(ResendOrder order, Actor by, string? about, int resent, CancellationToken cancel)
    {
        if (resent == 0)
        {
            return;
        }

        news.TellOfNotifications();
        var line = new Activity
        {
            Merchant = order.Merchant,
            Kind = ActivityKind.NotificationResent,
            By = by,
            At = order.At,
            About = about,
            After = resent.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        await log.AppendAsync(line, cancel);
    }
}

using Gerai.Merchants;
using Gerai.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gerai.Payments;

/// <summary>
/// Hears what other nodes say and wakes whoever waits for it here, as if it had happened here. After each break of the
/// line everything is looked at, since nobody knows what was said meanwhile.
/// </summary>
internal sealed class NodeListener(
    INodeLine line,
    LivingNodes nodes,
    OutboxSignal signal,
    PaymentNews pages,
    MerchantNews merchants,
    MerchantAccounts accounts,
    TimeProvider time,
    ILogger<NodeListener> log) : BackgroundService
{
    /// <summary>How long a line that could not be opened, or broke at once, is left alone.</summary>
    public static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What was due in slots that were another's then, and was told of before this node knew that they are its own.
        nodes.WhenPlaceChanges(signal.Raise);
        while (line.IsThere && !stoppingToken.IsCancellationRequested)
        {
            var hasListened = false;
            try
            {
                await line.ListenAsync(
                    () =>
                    {
                        hasListened = true;
                        Hear(NodeNews.Everything);
                    },
                    Hear,
                    stoppingToken);
            }
            catch (Exception broken) when (!stoppingToken.IsCancellationRequested)
            {
                // The edge of a loop: until the line is back, everybody looks for themselves.
                log.LogWarning("The line to the other nodes broke: {Reason}", broken.Message);
            }

            if (!hasListened)
            {
                // Nobody tells when a server is back. A line that worked until now is opened again at once.
                await Task.Delay(RestAfterFailure, time, stoppingToken);
            }
        }
    }

    private void Hear(string message)
    {
        if (NodeMessage.IsFrom(nodes.Id, message))
        {
            return;
        }

        foreach (var one in NodeMessage.Read(message))
        {
            Hear(one);
        }
    }

    private void Hear(NodeNews news)
    {
        switch (news)
        {
            case { Kind: NodeNewsKind.PaymentChanged, Payment: { } payment }:
                pages.Tell(payment);
                break;
            case { Kind: NodeNewsKind.PaymentsChanged, Merchant: { } merchant }:
                merchants.Tell(merchant);
                break;
            case { Kind: NodeNewsKind.NotificationsDue, Slot: var slot }:
                if (slot is null || nodes.Place.Slots.Contains(slot.Value))
                {
                    signal.Raise();
                }

                break;
            case { Kind: NodeNewsKind.HelpWanted }:
                nodes.Help();
                signal.Raise();
                break;
            case { Kind: NodeNewsKind.MerchantChanged, Merchant: { } merchant }:
                accounts.ForgetAll();
                merchants.Tell(merchant);
                break;
            case { Kind: NodeNewsKind.NodesChanged }:
                nodes.LookAgain();
                break;
            default:
                pages.TellAll();
                merchants.TellAll();
                accounts.ForgetAll();
                nodes.LookAgain();
                signal.Raise();
                break;
        }
    }
}

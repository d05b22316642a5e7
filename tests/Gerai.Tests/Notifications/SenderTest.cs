using System.Text;
using Gerai.Notifications;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Notifications;

/// <summary>What all tests of the sender share: one sender, a clock that stands still, and a body.</summary>
public abstract class SenderTest : IDisposable
{
    private protected const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0";

    private protected static readonly MerchantId Developer = MerchantId.Parse("sandbox/G812785002");
    private protected static readonly MerchantId Shop = MerchantId.Parse("production/G812785002");
    private protected static readonly byte[] Body =
        Encoding.UTF8.GetBytes("""{"order_id":"kopi-é","status_code":"200"}""");

    private protected static readonly NotificationHeaders Headers = new()
    {
        EventId = "019bbf65-0280-8000-8000-000000000000.2",
        Timestamp = 1_768_446_451,
        Signature = "v1,NDSyWbDW7AkAcLuVIxJUH2bkZb6cAB/t7CYu5Uk/odk=",
        Attempt = 3,
        EventAt = Some.Morning,
    };

    private protected SenderTest() => Sender = NewSender(new NotificationOptions());

    private protected WatchedTime Time { get; } = new();

    private protected NotificationSender Sender { get; }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Sender.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected NotificationSender NewSender(NotificationOptions options) =>
        new(new OutboundAddressPolicy(options), options, Time);

    /// <summary>How a call ended, without what else the answer said.</summary>
    private protected async Task<Delivery> SendAsync(string address) =>
        await SendAndSeeAsync(address) with { Answer = null };

    private protected Task<Delivery> SendAndSeeAsync(string address) =>
        Sender.SendAsync(Developer, address, Headers, Body, Cancel);
}

using System.Globalization;
using System.Net;
using System.Net.Http;

namespace Gerai.LoadTests.Servers;

/// <summary>
/// What calling alone costs on this machine: the same bytes posted to the same addresses, as many at a time, and
/// nothing read from a database, signed or written down. A process of its own, as the gateway is.
/// </summary>
internal static class BareCaller
{
    public const string Role = "bare-caller";

    public static async Task<int> RunAsync(int callsAtOnce, int bytes, IReadOnlyList<string> addresses)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        await ServerProcess.ServeUntilAskedToEndAsync(addresses[0], async seconds =>
        {
            var calls = 0L;
            var ends = TimeProvider.System.GetTimestamp() + (seconds * TimeProvider.System.TimestampFrequency);
            await Task.WhenAll(Enumerable.Range(0, callsAtOnce).Select(caller => Task.Run(async () =>
            {
                while (TimeProvider.System.GetTimestamp() < ends)
                {
                    await PostAsync(http, new Uri(addresses[caller % addresses.Count]), bytes);
                    Interlocked.Increment(ref calls);
                }
            })));
            return calls.ToString(CultureInfo.InvariantCulture);
        });
        return 0;
    }

    private static async Task PostAsync(HttpClient http, Uri address, int bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version11,
            Content = new ByteArrayContent(new byte[bytes]),
        };
        using var answer = await http.SendAsync(request, CancellationToken.None);
        await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        if (answer.StatusCode is not HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"The sink answered {answer.StatusCode}.");
        }
    }
}

using System.Net.Http;
using System.Text;

namespace Gerai.Notifications;

/// <summary>
/// What is kept of a merchant's answer, for the people who look into a failure. It never decides how an attempt went:
/// that is for the status alone (protocol 6.22).
/// </summary>
internal sealed record AnswerSeen(string? Location, string? RetryAfter, string? Body)
{
    public const int BodyBytesMax = 2048;

    private const int HeaderLengthMax = 2000;

    // A body that stalls occupies the place of another call, and a page of an error comes with its headers.
    private static readonly TimeSpan BodyPatience = TimeSpan.FromSeconds(1);

    /// <summary>Reads the beginning of the body. One that stalls or breaks off gives what has come of it.</summary>
    public static async Task<AnswerSeen> ReadAsync(
        HttpResponseMessage answer, TimeProvider time, CancellationToken cancel) => new(
            Header(answer, "Location"), Header(answer, "Retry-After"), await BodyAsync(answer.Content, time, cancel));

    private static async Task<string?> BodyAsync(HttpContent content, TimeProvider time, CancellationToken cancel)
    {
        if (content.Headers.ContentLength == 0)
        {
            return null;
        }

        using var patience = new CancellationTokenSource(BodyPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        var bytes = new byte[BodyBytesMax];
        var length = 0;
        try
        {
            await using var body = await content.ReadAsStreamAsync(either.Token);
            while (length < bytes.Length
                && await body.ReadAsync(bytes.AsMemory(length), either.Token) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or HttpRequestException or IOException)
        {
            // The status has been heard, also when this is a shutdown: the attempt is over and gets written down.
        }

        return length == 0 ? null : Storable(Encoding.UTF8.GetString(bytes, 0, length));
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var values) && values.ToString() is { Length: > 0 } text
            ? Storable(text.Length > HeaderLengthMax ? text[..HeaderLengthMax] : text)
            : null;

    // PostgreSQL keeps no zero in a text.
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');
}

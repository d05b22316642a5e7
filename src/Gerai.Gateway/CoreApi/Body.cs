using Microsoft.AspNetCore.Http;

namespace Gerai.CoreApi;

/// <summary>Reads a request's body, but no more than is allowed.</summary>
internal static class Body
{
    /// <returns>Nothing when the body is larger, or does not arrive whole.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpRequest request, int bytesMax, CancellationToken cancel)
    {
        if (request.ContentLength > bytesMax)
        {
            return null;
        }

        // One byte more than allowed, to see that there is more.
        var buffer = new byte[(request.ContentLength ?? bytesMax) + 1];
        var length = 0;
        try
        {
            while (length < buffer.Length
                && await request.Body.ReadAsync(buffer.AsMemory(length), cancel) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (BadHttpRequestException)
        {
            // Too slow, or not framed as HTTP asks: the client's fault, and not ours to log.
            return null;
        }

        return length <= bytesMax ? buffer.AsMemory(0, length) : null;
    }
}

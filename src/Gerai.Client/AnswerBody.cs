using System.Buffers;
using System.Runtime.CompilerServices;

namespace Gerai.Client;

/// <summary>Reads an answer to its end, but not more of it than an answer can have.</summary>
internal static class AnswerBody
{
    private const int FirstBytes = 4_096;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<byte[]> ReadAsync(
        HttpResponseMessage response, int bytesMax, CancellationToken cancel)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                if (response.Content.Headers.ContentLength is not { } length)
                {
                    return await ReadToEndAsync(stream, bytesMax, cancel).ConfigureAwait(false);
                }

                var body = new byte[length <= bytesMax ? length : throw TooLong()];
                await stream.ReadExactlyAsync(body, cancel).ConfigureAwait(false);
                return body;
            }
        }
        catch (IOException broken)
        {
            var error = broken is HttpIOException told ? told.HttpRequestError : HttpRequestError.Unknown;
            throw new HttpRequestException(error, "The answer broke off.", broken);
        }
    }

    private static async ValueTask<byte[]> ReadToEndAsync(Stream stream, int bytesMax, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
        try
        {
            var length = 0;
            while (await stream.ReadAsync(buffer.AsMemory(length), cancel).ConfigureAwait(false) is > 0 and var count)
            {
                length += count;
                if (length > bytesMax)
                {
                    throw TooLong();
                }

                if (length == buffer.Length)
                {
                    var longer = ArrayPool<byte>.Shared.Rent(2 * length);
                    buffer.CopyTo(longer, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = longer;
                }
            }

            return buffer[..length];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static HttpRequestException TooLong() =>
        new(HttpRequestError.ConfigurationLimitExceeded, "The answer is longer than any answer of the API.");
}

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace Gerai.Client;

/// <summary>
/// The four fields of a notification that its signature is about, as the texts they are. Read like
/// <see cref="PaymentNotification"/> reads them: of a name that stands there twice the last one counts.
/// </summary>
internal sealed class SignedFields
{
    public required string OrderId { get; init; }

    public required string StatusCode { get; init; }

    public required string GrossAmount { get; init; }

    public required byte[] Signature { get; init; }

    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SignedFields? fields)
    {
        try
        {
            fields = Read(body);
        }
        catch (JsonException)
        {
            fields = null;
        }
        catch (InvalidOperationException)
        {
            // A text that is no UTF-16 after its escapes.
            fields = null;
        }

        return fields is not null;
    }

    private static SignedFields? Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            return null;
        }

        string? orderId = null, statusCode = null, grossAmount = null, signature = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("order_id"u8))
            {
                orderId = TextOf(ref reader);
            }
            else if (reader.ValueTextEquals("status_code"u8))
            {
                statusCode = TextOf(ref reader);
            }
            else if (reader.ValueTextEquals("gross_amount"u8))
            {
                grossAmount = TextOf(ref reader);
            }
            else if (reader.ValueTextEquals("signature_key"u8))
            {
                signature = TextOf(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // To the end, so that what follows the object is seen.
        while (reader.Read())
        {
        }

        return orderId is null || statusCode is null || grossAmount is null || HashIn(signature) is not { } hash
            ? null
            : new SignedFields
            {
                OrderId = orderId,
                StatusCode = statusCode,
                GrossAmount = grossAmount,
                Signature = hash,
            };
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    private static byte[]? HashIn(string? signature)
    {
        var hash = new byte[SHA512.HashSizeInBytes];
        return signature is not null
            && Convert.FromHexString(signature, hash, out var read, out var written) is OperationStatus.Done
            && read == signature.Length
            && written == hash.Length
                ? hash
                : null;
    }
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Gerai.Client;

/// <summary>
/// The four fields of a notification that its signature is about, where they stand in its body. Read like
/// <see cref="PaymentNotification"/> reads them: of a name that stands there twice the last one counts.
/// </summary>
internal ref struct SignedFields
{
    // A reader that stands at the text; none at all when the field is missing or no text.
    private Utf8JsonReader orderId;
    private Utf8JsonReader statusCode;
    private Utf8JsonReader grossAmount;
    private Utf8JsonReader signature;

    /// <summary>Writes what is signed, without the key, and the hash that stands in the signature.</summary>
    /// <param name="body">The notification.</param>
    /// <param name="signed">At least as long as the body.</param>
    /// <param name="length">How much of it was written.</param>
    /// <param name="hash">64 bytes.</param>
    /// <returns>False for what is no signed notification.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, Span<byte> signed, out int length, Span<byte> hash)
    {
        length = 0;
        try
        {
            var fields = default(SignedFields);
            return fields.Find(body) && fields.CopyHash(signed, hash) && fields.CopySigned(signed, out length);
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // A text that is no UTF-16 after its escapes.
            return false;
        }
    }

    private bool Find(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("order_id"u8))
            {
                orderId = TextAt(ref reader);
            }
            else if (reader.ValueTextEquals("status_code"u8))
            {
                statusCode = TextAt(ref reader);
            }
            else if (reader.ValueTextEquals("gross_amount"u8))
            {
                grossAmount = TextAt(ref reader);
            }
            else if (reader.ValueTextEquals("signature_key"u8))
            {
                signature = TextAt(ref reader);
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

        return IsText(orderId) && IsText(statusCode) && IsText(grossAmount) && IsText(signature);
    }

    private static Utf8JsonReader TextAt(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.String)
        {
            return reader;
        }

        reader.Skip();
        return default;
    }

    private static bool IsText(in Utf8JsonReader reader) => reader.TokenType is JsonTokenType.String;

    // Its own place is needed only until the hash is read.
    private readonly bool CopyHash(Span<byte> place, Span<byte> hash)
    {
        var digits = place[..signature.CopyString(place)];
        return Convert.FromHexString(digits, hash, out var read, out var written) is OperationStatus.Done
            && read == digits.Length
            && written == SHA512.HashSizeInBytes;
    }

    private readonly bool CopySigned(Span<byte> signed, out int length)
    {
        length = orderId.CopyString(signed);
        length += statusCode.CopyString(signed[length..]);
        length += grossAmount.CopyString(signed[length..]);
        return true;
    }
}

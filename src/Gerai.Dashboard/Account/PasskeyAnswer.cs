using System.Buffers.Text;
using System.Text.Json;

namespace Gerai.Dashboard.Account;

/// <summary>The little that we read ourselves of what a browser says for a passkey: which one it is.</summary>
internal static class PasskeyAnswer
{
    /// <summary>Nothing when it cannot be read. It is not proved by this, only claimed.</summary>
    public static byte[]? CredentialOf(string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind is JsonValueKind.Object
                && json.RootElement.TryGetProperty("id", out var id)
                && id.ValueKind is JsonValueKind.String
                    ? Read(id.GetString()!)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As forms and browsers write it.</summary>
    public static string Text(byte[] credential) => Base64Url.EncodeToString(credential);

    public static byte[]? Read(string text) =>
        Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}

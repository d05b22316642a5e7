using System.Text.Json;

namespace Gerai.Tests.Support;

/// <summary>What a server answered: status, the exact text, and the JSON object it must be.</summary>
internal sealed record Answer(int Http, string Text, JsonElement Json, string? ContentType)
{
    /// <summary>A member's text; a test that asks for one that is not there fails.</summary>
    public string this[string name] => Json.GetProperty(name) is { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : Json.GetProperty(name).GetRawText();

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        // As it stood on the wire, and so before the reader parses it: then it is written anew, with a blank.
        var contentType = response.Content.Headers.NonValidated["Content-Type"].ToString();
        var text = await response.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        return new Answer(
            (int)response.StatusCode, text, document.RootElement.Clone(), contentType);
    }

    public bool Has(string name) => Json.TryGetProperty(name, out _);
}

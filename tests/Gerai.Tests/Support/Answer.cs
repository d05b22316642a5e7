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
        var text = await response.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        return new Answer(
            (int)response.StatusCode, text, document.RootElement.Clone(), RawContentType(response));
    }

    // As it stood on the wire: the parsed header would be written anew, with a blank that was not there.
    private static string RawContentType(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated["Content-Type"].ToString();

    public bool Has(string name) => Json.TryGetProperty(name, out _);
}

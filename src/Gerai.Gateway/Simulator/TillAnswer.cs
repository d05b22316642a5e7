using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gerai.Simulator;

/// <summary>What a till sent and what the counter API answered, as it was on the wire.</summary>
internal sealed record TillAnswer(string Path, JsonObject Said, int Status, string Text, JsonObject Body)
{
    /// <summary>Whether no answer came, so that nobody knows what became of the message.</summary>
    public bool IsLost { get; private init; }

    public string? this[string name] => Body[name]?.ToString();

    /// <summary><c>ok</c>, <c>booked</c> or <c>reversed</c>: it is as the till wanted it.</summary>
    public bool IsDone => this["result"] is "ok" or "booked" or "reversed";

    public bool IsBooked => this["result"] is "booked";

    /// <exception cref="JsonException">It is no answer of a counter API.</exception>
    public static TillAnswer Heard(string path, JsonObject said, int status, string text) =>
        new(path, said, status, text, JsonNode.Parse(text) as JsonObject ?? throw new JsonException("No object."));

    /// <summary>In the counter API's words, for who drives the till by JSON.</summary>
    public static TillAnswer Lost(string path, JsonObject said)
    {
        var body = new JsonObject
        {
            ["result"] = "refused",
            ["reason"] = "try_again",
            ["message"] = "No answer came from the counter API.",
        };
        return new TillAnswer(path, said, 503, body.ToJsonString(), body) { IsLost = true };
    }
}

using System.Text.Json.Nodes;

namespace Gerai.Simulator;

/// <summary>What a till sent and what the counter API answered, as it was on the wire.</summary>
internal sealed record TillAnswer(string Path, JsonObject Said, int Status, string Text, JsonObject Body)
{
    public string? this[string name] => Body[name]?.ToString();

    /// <summary><c>ok</c>, <c>booked</c> or <c>reversed</c>: it is as the till wanted it.</summary>
    public bool IsDone => this["result"] is "ok" or "booked" or "reversed";

    public bool IsBooked => this["result"] is "booked";
}

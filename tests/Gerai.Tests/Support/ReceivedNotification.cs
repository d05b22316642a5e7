using System.Text.Json;

namespace Gerai.Tests.Support;

/// <summary>A notification as it arrived.</summary>
internal sealed record ReceivedNotification(string Path, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public string this[string name]
    {
        get
        {
            using var document = JsonDocument.Parse(Text);
            return document.RootElement.GetProperty(name).GetString()!;
        }
    }

    public IReadOnlyList<string> Keys
    {
        get
        {
            using var document = JsonDocument.Parse(Text);
            return [.. document.RootElement.EnumerateObject().Select(member => member.Name)];
        }
    }
}

namespace Gerai.Nodes;

/// <summary>The list of living nodes.</summary>
internal interface INodeRepository
{
    /// <summary>Notes that this node lives, and finds its place among those that were seen since a moment.</summary>
    Task<NodePlace> BeatAsync(string node, DateTimeOffset now, DateTimeOffset since, CancellationToken cancel);

    /// <summary>Takes it off the list.</summary>
    Task LeaveAsync(string node, CancellationToken cancel);
}

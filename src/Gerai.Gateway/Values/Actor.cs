namespace Gerai.Values;

/// <summary>
/// Who changes something, as the activity log names them: a member by mail address, or <c>operator budi</c> at the
/// gateway's own machine.
/// </summary>
/// <param name="From">The network address the change came from; nothing at the gateway's machine.</param>
internal sealed record Actor(string Name, PersonId? Person = null, string? From = null);

namespace Gerai.Storage;

/// <summary>Why an archive is not written, not trusted, or nothing is removed; a sentence for who runs it.</summary>
internal sealed class ArchiveRefusal(string message, Exception? cause = null) : Exception(message, cause);

namespace Gerai.Merchants;

/// <summary>Calls that the doors for merchants refused in one hour: one key, one address, one reason.</summary>
internal sealed record RefusedCall
{
    public required RefusedReason Reason { get; init; }

    /// <summary>Of the key; nothing when none came, or when these are the many that were not told apart.</summary>
    public string? Fingerprint { get; init; }

    public KeyLooks Looks { get; init; }

    /// <summary>The network address of the caller; nothing when these are the many that were not told apart.</summary>
    public string? From { get; init; }

    public required long Calls { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    /// <summary>When the key ended that was called with, if a rotation ended it.</summary>
    public DateTimeOffset? KeyEndedAt { get; init; }
}

/// <summary>Why a call was refused before it was looked at.</summary>
internal enum RefusedReason
{
    NoKey,
    UnknownKey,

    /// <summary>A key of the merchant's from before, whose overlap is over.</summary>
    EndedKey,
    MerchantClosed,
}

/// <summary>
/// What a key looks like. A hint for people and nothing to decide by: some keys of the sandbox have no prefix (7.6).
/// </summary>
internal enum KeyLooks
{
    Unlike,
    SandboxServerKey,
    ProductionServerKey,
    ClientKey,
}

namespace Gerai.Merchants;

/// <summary>How a change of a merchant's settings ended.</summary>
internal enum SettingsChange
{
    Changed,

    /// <summary>Somebody else has changed one of these settings since they were seen; nothing was written.</summary>
    Overtaken,
    NoSuchMerchant,
}

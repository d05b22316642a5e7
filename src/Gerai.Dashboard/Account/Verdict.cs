namespace Gerai.Dashboard.Account;

/// <summary>What came of checking a password or a code.</summary>
internal enum Verdict
{
    Right,

    /// <summary>Also for nobody, and for who is locked out: nobody learns which.</summary>
    Wrong,

    /// <summary>Not looked at: too many are being checked.</summary>
    Busy,
}

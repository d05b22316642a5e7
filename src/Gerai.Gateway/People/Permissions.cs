using static Gerai.People.Role;

namespace Gerai.People;

/// <summary>
/// What can be allowed to a member of a merchant; everything a page shows or does asks for one of these.
/// </summary>
internal enum Permission
{
    SeeTransactions,
    ExportTransactions,

    /// <summary>Cancel or expire a payment that is pending.</summary>
    EndPayments,
    ResendNotifications,

    /// <summary>Pay and reverse with play money.</summary>
    PlayTill,
    SeeConfiguration,
    ChangeConfiguration,
    SeeKeys,
    RotateKeys,
    SeeMembers,
    ManageMembers,
    SeeActivity,
}

/// <summary>The one table of what a role may do (protocol 7.10).</summary>
internal static class Permissions
{
    public static bool May(this Role role, Permission permission) => permission switch
    {
        Permission.SeeTransactions => true,
        Permission.ExportTransactions => role is Administrator or Operation or Finance,
        Permission.EndPayments => role is Administrator or Operation,
        Permission.ResendNotifications => role is Administrator or Operation or Developer,
        Permission.PlayTill => role is Administrator or Operation or Developer,
        Permission.SeeConfiguration => role is Administrator or Operation or Developer,
        Permission.ChangeConfiguration => role is Administrator or Developer,
        Permission.SeeKeys => role is Administrator or Developer,
        Permission.RotateKeys => role is Administrator or Developer,
        Permission.SeeMembers => role is Administrator,
        Permission.ManageMembers => role is Administrator,
        Permission.SeeActivity => role is Administrator,
    };
}

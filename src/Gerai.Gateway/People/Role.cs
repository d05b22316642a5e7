namespace Gerai.People;

/// <summary>
/// What a member does for a merchant (protocol 7.10). What each may do stands in <see cref="Permissions"/>.
/// </summary>
internal enum Role
{
    Administrator,
    Operation,
    Finance,
    Developer,
    CustomerService,
}

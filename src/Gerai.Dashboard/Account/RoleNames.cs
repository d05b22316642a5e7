using Gerai.Pages;
using Gerai.People;

namespace Gerai.Dashboard.Account;

/// <summary>What a role is called on the pages.</summary>
internal static class RoleNames
{
    public static string Of(Role role, PageLanguage language) => role switch
    {
        Role.Administrator => "Administrator",
        Role.Operation => language.Say("Operasional", "Operation"),
        Role.Finance => language.Say("Keuangan", "Finance"),
        Role.Developer => language.Say("Pengembang", "Developer"),
        Role.CustomerService => language.Say("Layanan pelanggan", "Customer service"),
    };
}

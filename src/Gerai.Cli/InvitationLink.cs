using System.CommandLine;
using Gerai.People;
using Gerai.Wire;

namespace Gerai.Cli;

/// <summary>How an invitation is asked for and shown, alike wherever one is made.</summary>
internal static class InvitationLink
{
    public static Option<Uri> Portal() => Choice.Url(
        "--portal", "Where the portal is reached, for the link.", Choice.DefaultUrl);

    /// <summary>A role as a command line spells it: <c>customer-service</c>.</summary>
    public static string Word(Role role) => role switch
    {
        Role.Administrator => "administrator",
        Role.Operation => "operation",
        Role.Finance => "finance",
        Role.Developer => "developer",
        Role.CustomerService => "customer-service",
    };

    public static IEnumerable<(string Name, string? Value)> Fields(NewInvitation made, Uri portal) =>
    [
        ("invited", made.Invitation.Email.Text),
        ("as", made.Invitation.Role is { } role ? Word(role) : "operator"),
        ("link", new Uri(portal, Invitations.Path(made.Token)).AbsoluteUri),
        ("good until", WireFormat.TimeWithOffset(made.Invitation.ExpiresAt)),
    ];
}

using System.Security.Cryptography;
using System.Text;
using Gerai.Dashboard;
using Gerai.Merchants;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Cli;

/// <summary>
/// The one person of a demo or a sandbox: administrator of its merchant, and operator. Never made where there is real
/// money: the password is made from the merchant's server key, so that a sandbox tells the same one at every start.
/// </summary>
internal sealed class PortalDoor
{
    public const string Email = "demo@gerai.example";

    private const string Purpose = "Gerai sandbox portal password";
    private const int GroupLength = 5;
    private const int Groups = 4;

    private PortalDoor(string password) => Password = password;

    public string Password { get; }

    public static string Address(GatewayApp gateway) => Address(gateway.Addresses[0]);

    /// <summary>By name where it is this machine: browsers make passkeys for names and not for numbers.</summary>
    public static string Address(string gateway)
    {
        var portal = new Uri(new Uri(gateway), Portal.Home);
        return portal.Host == "127.0.0.1"
            ? new UriBuilder(portal) { Host = "localhost" }.Uri.AbsoluteUri
            : portal.AbsoluteUri;
    }

    /// <summary>Makes the person if it is not there yet, and a member of the merchant if it is not.</summary>
    public static async Task<PortalDoor> OpenAsync(GatewayApp gateway, Merchant merchant, CancellationToken cancel)
    {
        if (merchant.Id.Environment is not GatewayEnvironment.Sandbox)
        {
            throw new InvalidOperationException("A well-known person has no business where there is real money.");
        }

        var door = new PortalDoor(PasswordOf(merchant.ServerKey));
        await using var scope = gateway.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<PersonAccounts>();
        var email = EmailAddress.Of(Email);
        var host = new Actor(Output.ProgramName);
        var asked = await gateway.Invitations.InviteAsync(merchant.Id, email, Role.Administrator, host, cancel);
        if (asked.Result is not InviteResult.Invited)
        {
            return door;
        }

        var person = await accounts.FindByEmailAsync(Email);
        if (person is not null)
        {
            await accounts.AcceptAsync(asked.Token, person, from: null);
            return door;
        }

        person = (await accounts.JoinAsync(asked.Token, "Demo", door.Password, from: null)).Person!;
        var operates = await gateway.Invitations.InviteOperatorAsync(email, host, cancel);
        await accounts.AcceptAsync(operates.Token, person, from: null);
        return door;
    }

    // Small letters and digits in groups, as people can read them off a screen.
    private static string PasswordOf(ServerKey key)
    {
        const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Text), Encoding.UTF8.GetBytes(Purpose));
        var letters = hash.Take(Groups * GroupLength).Select(part => Alphabet[part % Alphabet.Length]);
        return string.Join('-', letters.Chunk(GroupLength).Select(group => new string(group)));
    }
}

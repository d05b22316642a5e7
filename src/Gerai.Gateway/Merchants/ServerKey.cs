using Gerai.Values;

namespace Gerai.Merchants;

/// <summary>
/// The secret a merchant's server authenticates with and we sign with. It shows itself only to who asks for
/// <see cref="Text"/>; logs and errors get its name.
/// </summary>
internal sealed record ServerKey(string Text)
{
    public const int LengthMax = 100;

    /// <summary>A new key of the documented form (protocol 7.5); in the sandbox always with <c>SB-</c> (7.6).</summary>
    public static ServerKey New(GatewayEnvironment environment, RandomSource random) =>
        new(Prefix(environment) + "Mid-server-" + random.NextText(24));

    public static string NewClientKey(GatewayEnvironment environment, RandomSource random) =>
        Prefix(environment) + "Mid-client-" + random.NextText(16);

    public override string ToString() => "a server key";

    private static string Prefix(GatewayEnvironment environment) =>
        environment is GatewayEnvironment.Sandbox ? "SB-" : "";
}

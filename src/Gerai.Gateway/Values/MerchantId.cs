using System.Text.RegularExpressions;

namespace Gerai.Values;

/// <summary>
/// Whose: a merchant's number, such as <c>G812785002</c>, in one environment. The same merchant in the sandbox and in
/// production is two of these, so nothing can be found across the border by mistake.
/// </summary>
internal readonly partial record struct MerchantId
{
    private MerchantId(GatewayEnvironment environment, string number)
    {
        Environment = environment;
        Number = number;
    }

    public GatewayEnvironment Environment { get; }

    /// <summary>As the wire shows it (protocol 3.5): a letter and digits.</summary>
    public string Number { get; }

    public static bool TryOf(GatewayEnvironment environment, string number, out MerchantId id)
    {
        id = new MerchantId(environment, number);
        return Shape().IsMatch(number);
    }

    public static MerchantId Of(GatewayEnvironment environment, string number) => TryOf(environment, number, out var id)
        ? id
        : throw new ArgumentException("A merchant number is a capital letter and 6 to 12 digits.", nameof(number));

    /// <summary>Reads back what <see cref="ToString"/> wrote: <c>sandbox/G812785002</c>.</summary>
    public static MerchantId Parse(string text) => text.Split('/') switch
    {
        ["sandbox", var number] => Of(GatewayEnvironment.Sandbox, number),
        ["production", var number] => Of(GatewayEnvironment.Production, number),
        _ => throw new FormatException("A merchant is written environment/number."),
    };

    public override string ToString() =>
        (Environment is GatewayEnvironment.Sandbox ? "sandbox/" : "production/") + Number;

    [GeneratedRegex(@"^[A-Z][0-9]{6,12}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}

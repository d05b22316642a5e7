namespace Gerai.Values;

/// <summary>Play money or real money. One gateway serves both; keys and data never cross.</summary>
public enum GatewayEnvironment
{
    Sandbox,
    Production,
}

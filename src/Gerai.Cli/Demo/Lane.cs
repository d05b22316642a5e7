namespace Gerai.Cli.Demo;

/// <summary>The five lanes of the sequence diagram, from left to right.</summary>
internal enum Lane
{
    Customer,
    Frontend,
    Backend,
    CoreApi,
    Store,
}

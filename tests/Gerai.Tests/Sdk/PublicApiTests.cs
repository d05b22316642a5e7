using Gerai.Client;
using Gerai.Tests.Support;
using PublicApiGenerator;

namespace Gerai.Tests.Sdk;

/// <summary>What others compile against changes only when somebody approves the change.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_of_the_client_is_the_approved_one() => Approved.Match(
        "Sdk/Gerai.Client",
        typeof(GeraiClient).Assembly.GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            AllowNamespacePrefixes = ["Gerai", "Microsoft.Extensions.DependencyInjection"],
        }).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n");

    [Fact]
    public void The_client_knows_the_pictures_and_nothing_of_the_gateway() => Assert.Equal(
        ["Gerai.Pictures"],
        typeof(GeraiClient).Assembly.GetReferencedAssemblies()
            .Select(one => one.Name!)
            .Where(name => name.StartsWith("Gerai", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)));
}

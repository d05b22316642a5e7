using Gerai.AspNetCore;
using Gerai.Tests.Support;
using PublicApiGenerator;

namespace Gerai.Tests.AspNetCore;

/// <summary>What others compile against changes only when somebody approves the change.</summary>
public sealed class NotificationApiTests
{
    [Fact]
    public void The_public_surface_of_the_notification_endpoint_is_the_approved_one() => Approved.Match(
        "AspNetCore/Gerai.AspNetCore",
        typeof(IPaymentInbox).Assembly.GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            AllowNamespacePrefixes = ["Gerai", "Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore"],
        }).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n");

    [Fact]
    public void The_notification_endpoint_knows_the_client_and_nothing_of_the_gateway() => Assert.Equal(
        ["Gerai.Client"],
        typeof(IPaymentInbox).Assembly.GetReferencedAssemblies()
            .Select(one => one.Name!)
            .Where(name => name.StartsWith("Gerai", StringComparison.Ordinal)));
}

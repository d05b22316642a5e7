using Gerai.Pictures;
using Gerai.Tests.Support;
using PublicApiGenerator;

namespace Gerai.Tests.Pictures;

/// <summary>What others compile against changes only when somebody approves the change.</summary>
public sealed class PicturesApiTests
{
    [Fact]
    public void The_public_surface_of_the_pictures_is_the_approved_one() => Approved.Match(
        "Pictures/Gerai.Pictures",
        typeof(PaymentCodePicture).Assembly.GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            AllowNamespacePrefixes = ["Gerai"],
        }).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n");

    [Fact]
    public void The_pictures_know_nothing_of_ours_and_one_package() => Assert.Equal(
        ["QRCoder"],
        typeof(PaymentCodePicture).Assembly.GetReferencedAssemblies()
            .Select(one => one.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal)));
}

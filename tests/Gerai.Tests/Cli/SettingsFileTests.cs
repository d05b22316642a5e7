using Gerai.Cli;

namespace Gerai.Tests.Cli;

/// <summary>Settings of an operator: laid over the defaults, and refused by name when they mean nothing.</summary>
public sealed class SettingsFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-settings-");

    private static GatewayOptions Defaults => new() { Database = "Data Source=x", SealingKey = new byte[32] };

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void What_the_file_says_is_laid_over_the_defaults()
    {
        var options = Apply(
            """
            {
              "Stores": { "Alfamart": { "CodeLength": 18, "AmountMax": 2500000, "DefaultExpiry": "02:00:00" } },
              "Notifications": {
                "Waits": ["00:00:01", "00:00:02"],
                "AllowedNetworks": ["10.20.0.0/16"],
                "AllowedPorts": [8443],
                "AllowedSchemes": ["https"],
                "CertificateAuthorityFile": "authority.pem"
              }
            }
            """);

        Assert.Equal(
            (18, 2_500_000, TimeSpan.FromHours(2), 1),
            (options.Stores.Alfamart.CodeLength, options.Stores.Alfamart.AmountMax,
                options.Stores.Alfamart.DefaultExpiry, options.Stores.Alfamart.AmountMin));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], options.Notifications.Waits);
        Assert.Equal(["10.20.0.0/16"], options.Notifications.AllowedNetworks);
        Assert.Equal([8443], options.Notifications.AllowedPorts);
        Assert.Equal(["https"], options.Notifications.AllowedSchemes);
        Assert.Equal("authority.pem", options.Notifications.CertificateAuthorityFile);
        Assert.Equal(Defaults.Stores.Indomaret, options.Stores.Indomaret);
    }

    [Theory]
    [InlineData("""{"Shops":{}}""", "no section Shops")]
    [InlineData("""{"Stores":{"Alfamart":{"CodeLenght":18}}}""", "CodeLenght")]
    [InlineData("""{"Payments":{"Grace":"soon"}}""", "Payments:Grace")]
    [InlineData("""{"Payments":""", "not right")]
    [InlineData("""{"Notifications":{"AllowedSchemes":"https"}}""", "Notifications:AllowedSchemes")]
    [InlineData("""{"Notifications":{"AllowedPorts":["https"]}}""", "Notifications:AllowedPorts:0")]
    public void What_means_nothing_is_refused_by_name(string json, string complaint)
    {
        var failure = Assert.Throws<CommandFailure>(() => Apply(json));

        Assert.Contains(complaint, failure.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, failure.ExitCode);
    }

    [Fact]
    public void An_empty_list_is_taken_as_it_is() =>
        Assert.Empty(Apply("""{"Notifications":{"AllowedPorts":[]}}""").Notifications.AllowedPorts);

    // The example of the operators' guide is every setting with its default.
    [Fact]
    public void The_example_in_the_operators_guide_is_the_defaults()
    {
        var guide = Support.Repository.Read("docs/operating.md");
        var example = guide.Split("```json")[1].Split("```")[0];

        var options = Apply(example);

        Assert.Equivalent(Defaults, options, strict: true);
    }

    private GatewayOptions Apply(string json)
    {
        var path = Path.Combine(folder.FullName, "gerai.json");
        File.WriteAllText(path, json);
        return SettingsFile.Apply(path, Defaults);
    }
}

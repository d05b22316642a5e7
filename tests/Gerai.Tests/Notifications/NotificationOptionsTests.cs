using Gerai.Tests.Support;

namespace Gerai.Tests.Notifications;

/// <summary>Settings of delivery that cannot be meant are refused at start, in a sentence that names them.</summary>
public sealed class NotificationOptionsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-options-");

    private static GatewayOptions Usual => new() { Database = "Data Source=x", SealingKey = new byte[32] };

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("10.20.0.0")]
    [InlineData("10.20.0.0/33")]
    [InlineData("10.20.0.1/16")]
    [InlineData("10.20/16")]
    [InlineData("010.0.0.0/8")]
    [InlineData("10.0.0.0/8,192.168.0.0/16")]
    [InlineData("::ffff:10.0.0.0/104")]
    [InlineData("64:ff9b::/96")]
    [InlineData("shop.example")]
    public void What_is_no_network_is_refused(string network)
    {
        var complaint = Refusal(
            Usual with { Notifications = new() { AllowedNetworks = ["10.20.0.0/16", "fd12:3456::/32", network] } });

        Assert.StartsWith($"Notifications.AllowedNetworks: \"{network}\" ", complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData(80, 0)]
    [InlineData(-1)]
    [InlineData(65_536)]
    public void What_is_no_port_is_refused(params int[] ports) => Assert.StartsWith(
        "Notifications.AllowedPorts: ",
        Refusal(Usual with { Notifications = new() { AllowedPorts = ports } }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData]
    [InlineData("ftp")]
    [InlineData("https", "HTTP")]
    public void What_is_no_scheme_of_a_notification_is_refused(params string[] schemes) => Assert.StartsWith(
        "Notifications.AllowedSchemes: ",
        Refusal(Usual with { Notifications = new() { AllowedSchemes = schemes } }),
        StringComparison.Ordinal);

    [Fact]
    public void A_file_of_authorities_that_is_not_there_is_refused()
    {
        var path = Path.Combine(folder.FullName, "none.pem");

        Assert.StartsWith(
            $"Notifications.CertificateAuthorityFile: {path} cannot be read: ",
            RefusalOf(path),
            StringComparison.Ordinal);
        Assert.Contains("cannot be read", RefusalOf(folder.FullName), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_root_is_refused()
    {
        using var authority = new TestAuthority();
        using var intermediate = authority.NewIntermediate();
        var path = Path.Combine(folder.FullName, "authority.pem");
        foreach (var text in new[] { "", "not PEM", intermediate.Pem })
        {
            File.WriteAllText(path, text);

            Assert.Equal(
                $"Notifications.CertificateAuthorityFile: in {path} is no root certificate in PEM form.",
                RefusalOf(path));
        }

        File.WriteAllText(path, intermediate.Pem + "\n" + authority.Pem);
        Of(path).Validate();
    }

    [Fact]
    public async Task A_gateway_with_such_settings_does_not_start_and_leaves_no_database()
    {
        var database = Path.Combine(folder.FullName, "gerai.db");
        var options = Of(Path.Combine(folder.FullName, "none.pem")) with { Database = $"Data Source={database}" };

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => GatewayApp.StartAsync(options, TestContext.Current.CancellationToken));

        Assert.False(File.Exists(database));
    }

    private static GatewayOptions Of(string path) =>
        Usual with { Notifications = new() { CertificateAuthorityFile = path } };

    private static string RefusalOf(string path) => Refusal(Of(path));

    private static string Refusal(GatewayOptions options) =>
        Assert.Throws<InvalidOperationException>(options.Validate).Message;
}

namespace Gerai.Tests.Cli;

/// <summary>gerai merchant redirect.</summary>
public sealed class RedirectCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-cli-");

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Each_address_changes_alone_and_an_empty_one_takes_it_away()
    {
        var number = await AddAsync();

        var finish = await RedirectAsync(number, "--finish", "https://shop.example/thanks?a=1");
        var error = await RedirectAsync(number, "--error", "https://shop.example/sorry");
        var none = await RedirectAsync(number, "--finish", "", "--unfinish", "http://127.0.0.1:5000/cart");

        Assert.Equal(
            (0, "https://shop.example/thanks?a=1", "as finish", "nowhere"),
            (finish.ExitCode, Field(finish, "finish"), Field(finish, "unfinish"), Field(finish, "error")));
        Assert.Equal(
            ("https://shop.example/thanks?a=1", "https://shop.example/sorry"),
            (Field(error, "finish"), Field(error, "error")));
        Assert.Equal(
            ("nowhere", "http://127.0.0.1:5000/cart", "https://shop.example/sorry"),
            (Field(none, "finish"), Field(none, "unfinish"), Field(none, "error")));
    }

    [Theory]
    [InlineData("javascript:alert(1)", "javascript:alert(1) is not an address such as https://shop.example/thanks.")]
    [InlineData("/thanks", "/thanks is not an address such as https://shop.example/thanks.")]
    [InlineData("https://me:secret@shop.example/", "An address must not hold a user name or password.")]
    public async Task An_address_that_could_do_harm_is_refused_in_one_line(string url, string complaint)
    {
        var ended = await RedirectAsync("G812785002", "--finish", url);

        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.StartsWith(complaint, Assert.Single(ended.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Nobody_is_led_by_a_merchant_that_is_not_there()
    {
        await AddAsync();

        var ended = await RedirectAsync("G999999999", "--finish", "https://shop.example/");

        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
    }

    private static string Field(Ended ended, string name) => GeraiProcess.Field(name, ended.Output);

    private async Task<string> AddAsync() => GeraiProcess.Field("merchant", (await GeraiProcess.RunAsync(
        "merchant", "add", "--name", "Kopi Senja", "--environment", "sandbox", "--data", Data)).Output);

    private Task<Ended> RedirectAsync(string number, params string[] more) => GeraiProcess.RunAsync(
        ["merchant", "redirect", "--merchant", number, "--environment", "sandbox", "--data", Data, .. more]);
}

using System.Net;
using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.Pages;

/// <summary>Style and script of the pages, as browsers keep them.</summary>
public sealed partial class PageAssetsTests : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private TestGateway gateway = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => gateway = await TestGateway.StartAsync();

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await gateway.DisposeAsync();
    }

    [Fact]
    public async Task What_a_page_names_may_be_kept_for_a_year_by_anybody()
    {
        using var response = await SendAsync(HttpMethod.Get, await AddressAsync());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/css; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("public, max-age=31536000, immutable", response.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task Who_has_it_already_is_told_so_and_gets_no_content()
    {
        var address = await AddressAsync();
        using var first = await SendAsync(HttpMethod.Get, address);

        using var again = await SendAsync(HttpMethod.Get, address, first.Headers.ETag!.ToString());
        using var other = await SendAsync(HttpMethod.Get, address, "\"0123456789ab\"");

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        Assert.Equal(first.Headers.CacheControl, again.Headers.CacheControl);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    // An old node among new ones must not have its content kept under the new name.
    [Theory]
    [InlineData("/assets/gerai.css")]
    [InlineData("/assets/gerai.css?0123456789ab")]
    public async Task Under_a_name_that_is_not_its_content_s_it_is_asked_for_each_time(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_look_at_the_headers_gets_these_alone()
    {
        var address = await AddressAsync();
        using var whole = await SendAsync(HttpMethod.Get, address);

        using var head = await SendAsync(HttpMethod.Head, address);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal((await whole.Content.ReadAsByteArrayAsync(Cancel)).Length, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [InlineData("GET", "/assets/other.css")]
    [InlineData("GET", "/assets/GERAI.css")]
    [InlineData("GET", "/assets/")]
    [InlineData("GET", "/assets/..%2Fgerai.css")]
    [InlineData("GET", "/assets/Gerai.Storage.Migrations.0001_first_schema.sql")]
    [InlineData("HEAD", "/assets/other.css")]
    public async Task What_is_no_asset_is_not_there(string method, string path)
    {
        using var response = await SendAsync(new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.False(response.Headers.CacheControl?.Public ?? false);
    }

    private async Task<string> AddressAsync()
    {
        var page = await http.GetStringAsync(new Uri(gateway.Address, "/alfamart/index"), Cancel);
        return Style().Match(page).Value;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? known = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(gateway.Address, path));
        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        }

        return await http.SendAsync(request, Cancel);
    }

    [GeneratedRegex("/assets/gerai\\.css\\?[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Style();
}

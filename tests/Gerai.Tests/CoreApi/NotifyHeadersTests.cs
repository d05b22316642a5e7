using Gerai.CoreApi;
using Gerai.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gerai.Tests.CoreApi;

/// <summary>The addresses that one charge brings along (protocol 1f), as clients really write them.</summary>
public sealed class NotifyHeadersTests
{
    private readonly RecordingLog<NotifyHeadersTests> log = new();

    // A PHP process that lives long repeats the line with each call.
    [Fact]
    public void Lines_that_came_several_times_count_once_1_47() => Assert.Equal(
        ["https://a.example/n", "https://b.example/n"],
        Append("https://a.example/n", "https://a.example/n,https://b.example/n", "https://a.example/n"));

    [Fact]
    public void Three_addresses_are_taken_and_no_fourth_1_45() => Assert.Equal(
        ["https://a.example/1", "https://a.example/2", "http://a.example/3"],
        Append(" https://a.example/1 ,,https://a.example/2 , http://a.example/3,https://a.example/4"));

    [Fact]
    public void What_is_no_http_address_is_dropped_and_logged_without_being_quoted_1_46()
    {
        Assert.Equal(["https://a.example/1"], Append("ftp://b.example, a-word-typed-by-mistake,https://a.example/1"));

        var line = Assert.Single(log.Lines);
        Assert.Contains("X-Append-Notification", line, StringComparison.Ordinal);
        Assert.Contains("2 texts", line, StringComparison.Ordinal);
        Assert.DoesNotContain("mistake", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(",")]
    public void An_empty_header_is_none_1_48(string value)
    {
        Assert.Empty(Append(value));
        Assert.Empty(log.Lines);
    }

    private IReadOnlyList<string> Append(params string[] lines) => NotifyHeaders.Append(
        new HeaderDictionary { ["X-Append-Notification"] = new StringValues(lines) }, log);
}

using System.Net;
using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.Simulators;

/// <summary>A page of the simulator as a browser gets it, and what its first form would send.</summary>
internal sealed partial record TillPage(int Http, string Html, IReadOnlyList<(string Name, string Value)> Inputs)
{
    private static readonly HttpClient Browser = new();

    public static async Task<TillPage> GetAsync(TestGateway gateway, string path)
    {
        using var response = await Browser.GetAsync(new Uri(gateway.Address, path));
        return await ReadAsync(response);
    }

    /// <param name="index">The page that the form stands on.</param>
    /// <param name="name">What the form's action says.</param>
    public static async Task<TillPage> PostAsync(
        TestGateway gateway, string index, string name, IEnumerable<(string Name, string Value)> inputs)
    {
        using var form = new FormUrlEncodedContent(
            inputs.Select(input => KeyValuePair.Create(input.Name, input.Value)));
        using var response = await Browser.PostAsync(new Uri(new Uri(gateway.Address, index), name), form);
        return await ReadAsync(response);
    }

    /// <summary>The text as a person reads it, without the marks of HTML.</summary>
    public bool Says(string text) => WebUtility.HtmlDecode(Html).Contains(text, StringComparison.Ordinal);

    private static async Task<TillPage> ReadAsync(HttpResponseMessage response)
    {
        var html = await response.Content.ReadAsStringAsync();
        var form = html.Split("</form>")[0];
        return new TillPage((int)response.StatusCode, html, [.. InputShape().Matches(form).Select(match =>
            (match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value)))]);
    }

    [GeneratedRegex(
        "<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InputShape();
}

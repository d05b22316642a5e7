using System.Net;
using System.Text.RegularExpressions;

namespace Gerai.Tests.Support;

/// <summary>A browser without a screen: keeps cookies, sends forms with their page's proof, goes nowhere.</summary>
internal sealed partial class Caller : IDisposable
{
    private readonly HttpClient http;

    /// <param name="cookies">Those of a caller who came to another node before.</param>
    public Caller(Uri address, CookieContainer? cookies = null)
    {
        Cookies = cookies ?? new CookieContainer();
        http = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = Cookies })
        {
            BaseAddress = address,
            DefaultRequestHeaders = { { "Accept-Language", "en" } },
        };
    }

    public CookieContainer Cookies { get; }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), headers);

    public async Task<string> PageAsync(string path)
    {
        using var response = await GetAsync(path);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Sends a form that stands on a page, with the proof found there.</summary>
    public async Task<HttpResponseMessage> FillAsync(
        string page, string action, params (string Name, string Value)[] fields) =>
        await PostAsync(action, [.. fields, ("proof", FieldOf(await PageAsync(page), "proof"))]);

    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(
                fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        },
        []);

    public Task<HttpResponseMessage> SignInAsync(string email = Office.Email, string password = Office.Password) =>
        FillAsync(
            "/portal/account/sign-in", "/portal/account/sign-in", ("email", email), ("password", password));

    public static string FieldOf(string page, string name) => FieldsOf(page, name).First();

    /// <summary>The values of all fields of this name, in the order of the page.</summary>
    public static IEnumerable<string> FieldsOf(string page, string name) => FieldShape().Matches(page)
        .Where(field => field.Groups["name"].Value == name)
        .Select(field => WebUtility.HtmlDecode(field.Groups["value"].Value));

    public void Dispose() => http.Dispose();

    private Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return http.SendAsync(request);
    }

    [GeneratedRegex(
        "<input[^>]* name=\"(?<name>[^\"]+)\"[^>]* value=\"(?<value>[^\"]*)\"",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex FieldShape();
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Gerai.Tests.Support;

namespace Gerai.Tests.Tenants;

/// <summary>
/// A merchant who asks for what is another's: with a session at the portal and a server key of its own, or a stranger
/// who has neither.
/// </summary>
internal sealed partial class Asker : IDisposable
{
    // Generous, because a busy machine is slow; what takes longer is a stream, which a question cannot read.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Caller caller;
    private readonly HttpClient http;
    private readonly string? serverKey;
    private string? proof;

    private Asker(Uri address, string? serverKey)
    {
        caller = new Caller(address);
        this.serverKey = serverKey;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            CookieContainer = caller.Cookies,
        })
        {
            BaseAddress = address,
            Timeout = Patience,
            DefaultRequestHeaders = { { "Accept-Language", "en" } },
        };
    }

    public static async Task<Asker> OfAsync(Office office)
    {
        var asker = new Asker(office.Address, office.Merchant.ServerKey.Text);
        await asker.caller.SignInAsync();
        asker.proof = Caller.FieldOf(await asker.caller.PageAsync("/portal/account"), "proof");
        return asker;
    }

    /// <summary>Somebody who has found the sign-in, and so has a proof for its forms, and no more.</summary>
    public static async Task<Asker> StrangerAsync(Office office)
    {
        var asker = new Asker(office.Address, serverKey: null);
        asker.proof = Caller.FieldOf(await asker.caller.PageAsync("/portal/account/sign-in"), "proof");
        return asker;
    }

    /// <summary>Asks, and returns what was heard; in it stands the name where an id that was asked for stood.</summary>
    public async Task<Heard> AskAsync(Question question, IReadOnlyDictionary<string, string> ids)
    {
        using var request = new HttpRequestMessage(question.Method, Filled(question.Path, ids, Uri.EscapeDataString));
        if (question.By is By.Key && serverKey is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(serverKey + ":")));
        }

        if (question.Body is { } body)
        {
            request.Content = body.StartsWith('{')
                ? new StringContent(Filled(body, ids, text => text), Encoding.UTF8, "application/json")
                : new FormUrlEncodedContent(Fields(Filled(body, ids, text => text)));
        }

        using var answer = await http.SendAsync(request);
        var asked = Names().Matches(question.Path + question.Body)
            .Select(match => match.Groups["name"].Value)
            .Where(ids.ContainsKey)
            .Distinct()
            .OrderByDescending(name => ids[name].Length)
            .ToList();
        string Masked(string text) => asked.Aggregate(
            text, (masked, name) => Written(ids[name]).Aggregate(
                masked, (less, id) => less.Replace(id, $"<{name}>", StringComparison.Ordinal)));
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key is not ("Date" or "Content-Length"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Order(StringComparer.Ordinal);
        return new Heard(
            (int)answer.StatusCode,
            Masked(string.Join('\n', headers)),
            Masked(await answer.Content.ReadAsStringAsync()));
    }

    public void Dispose()
    {
        http.Dispose();
        caller.Dispose();
    }

    private static string Filled(string text, IReadOnlyDictionary<string, string> ids, Func<string, string> write) =>
        ids.Aggregate(text, (filled, id) => filled.Replace($"{{{id.Key}}}", write(id.Value), StringComparison.Ordinal));

    // Plain, in an address, and in an address that is in an address.
    private static IEnumerable<string> Written(string id) =>
        [id, Uri.EscapeDataString(id), Uri.EscapeDataString(Uri.EscapeDataString(id))];

    private IEnumerable<KeyValuePair<string, string>> Fields(string form) => form.Split('&')
        .Select(field => field.Split('=', 2))
        .Select(field => KeyValuePair.Create(field[0], field[1]))
        .Append(KeyValuePair.Create("proof", proof ?? ""));

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}

/// <summary>An answer, as far as two of them can be compared.</summary>
internal sealed partial record Heard(int Status, string Headers, string Body)
{
    /// <summary>Where this answer first differs from another, chance aside; nothing when it does not.</summary>
    public string? DifferenceTo(Heard other) => Lines().Zip(other.Lines().Append("(the end)"))
        .Where(pair => pair.First != pair.Second)
        .Select(pair => $"\"{pair.First}\" and not \"{pair.Second}\"")
        .FirstOrDefault();

    // Chance is what is put into every answer: proofs, sealed texts, and ids that were made for it.
    private IEnumerable<string> Lines() => Chance().Replace($"{Status}\n{Headers}\n{Body}", "<chance>")
        .Split('\n')
        .Append("(the end)");

    // What the framework seals begins with these letters. The other ids are of a refusal, a new payment and a new line.
    [GeneratedRegex(
        """
        CfDJ8[\w%+/=-]+|<!--Blazor:.*?-->|voucher/[\w-]{43}|gerai-session=[^;]*|
        "(id|transaction_id|payment_code|connectionId|connectionToken|challenge)":"[^"]*"
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Chance();
}

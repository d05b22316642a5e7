using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Gerai.Cli;

/// <summary>
/// Posts a notification to a developer's own server, as the gateway would, prints what came of it and has that
/// reported.
/// </summary>
internal sealed class Forwarder(Uri target, ForwardReporter reporter, TimeProvider time) : IDisposable
{
    // As long as the gateway takes it.
    private const int LabelLengthMax = 200;

    private readonly HttpClient http = Connection.To(target);

    // Names and passwords in an address, and what stands behind a question mark, stay on this machine.
    private readonly string label = Label(target.GetComponents(
        UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));

    public Uri Target => target;

    public async Task ForwardAsync(JsonNode told, CancellationToken cancel)
    {
        var startedAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        string outcome, result;
        int? status = null;
        try
        {
            using var request = RequestFor(told);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            status = (int)answer.StatusCode;
            result = ResultOf(status.Value);
            outcome = answer.IsSuccessStatusCode ? $"[green]{status}[/]" : $"[red]{status}[/]";
        }
        catch (Exception reason) when (Connection.IsLost(reason, cancel))
        {
            result = ResultOf(reason);
            outcome = $"[red]{Output.Escape(reason.Message)}[/]";
        }

        var took = time.GetElapsedTime(started);
        Output.Markup(string.Create(
            CultureInfo.InvariantCulture,
            $"{Text(told, "at")}  {Text(told, "order_id")}  {Text(told, "transaction_status")}  -> {outcome} "
            + $"[grey]({took.TotalMilliseconds:F0} ms, {Text(told, "id")})[/]"));
        reporter.Report(told["id"]!.ToString(), new JsonObject
        {
            ["address"] = label,
            ["started_at"] = MerchantApiClient.Moment(startedAt),
            ["took_ms"] = (long)took.TotalMilliseconds,
            ["result"] = result,
            ["http_status"] = status,
        });
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage RequestFor(JsonNode told)
    {
        // As text, not as JSON to be written anew: what is signed are these very bytes.
        var body = new ByteArrayContent(Encoding.UTF8.GetBytes(told["body"]!.ToString()));
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = body };
        foreach (var (name, value) in told["headers"]!.AsObject())
        {
            if (!request.Headers.TryAddWithoutValidation(name, value!.ToString()))
            {
                body.Headers.TryAddWithoutValidation(name, value.ToString());
            }
        }

        return request;
    }

    // The names that the gateway has for its own attempts.
    private static string ResultOf(int status) => status switch
    {
        >= 200 and <= 299 => "delivered",
        301 or 302 or 303 => "redirect_not_followed",
        _ => "refused",
    };

    private static string ResultOf(Exception reason) => reason switch
    {
        OperationCanceledException => "timed_out",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "tls_failed",
        _ => "connection_failed",
    };

    private static string Label(string address) => address[..Math.Min(address.Length, LabelLengthMax)];

    private static string Text(JsonNode told, string name) => Output.Escape(told[name]?.ToString() ?? "");
}

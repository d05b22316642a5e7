using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Gerai.Cli;

/// <summary>
/// Posts a notification to a developer's own server, as the gateway would, and prints what came of it.
/// </summary>
internal sealed class Forwarder(Uri target, TimeProvider time) : IDisposable
{
    private readonly HttpClient http = Connection.To(target);

    public Uri Target => target;

    public async Task ForwardAsync(JsonNode told, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        string outcome;
        try
        {
            using var request = RequestFor(told);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
            outcome = answer.IsSuccessStatusCode ? $"[green]{status}[/]" : $"[red]{status}[/]";
        }
        catch (Exception reason) when (Connection.IsLost(reason, cancel))
        {
            outcome = $"[red]{Output.Escape(reason.Message)}[/]";
        }

        var took = time.GetElapsedTime(started).TotalMilliseconds;
        Output.Markup(string.Create(
            CultureInfo.InvariantCulture,
            $"{Text(told, "at")}  {Text(told, "order_id")}  {Text(told, "transaction_status")}  -> {outcome} "
            + $"[grey]({took:F0} ms, {Text(told, "id")})[/]"));
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

    private static string Text(JsonNode told, string name) => Output.Escape(told[name]?.ToString() ?? "");
}

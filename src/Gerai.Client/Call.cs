using System.Text.Json;
using Gerai.Client.Wire;
using Polly;

namespace Gerai.Client;

/// <summary>
/// One call of the Core API: what all its attempts have in common, and what the latest of them heard.
/// </summary>
internal sealed class Call(string operation, string id, HttpMethod method, string path)
{
    /// <summary><c>charge</c>, <c>status</c>, <c>cancel</c> or <c>expire</c>.</summary>
    public string Operation => operation;

    /// <summary>The order or transaction it is about.</summary>
    public string Id => id;

    public HttpMethod Method => method;

    /// <summary>Below the target's address.</summary>
    public string Path => path;

    public byte[]? Body { get; init; }

    /// <summary>The same for all attempts (protocol 1e).</summary>
    public string? IdempotencyKey { get; init; }

    public IReadOnlyList<Uri> AlsoNotify { get; init; } = [];

    public IReadOnlyList<Uri> NotifyInstead { get; init; } = [];

    public long StartedAt { get; init; }

    public int AttemptsMade { get; private set; }

    public byte[] Json { get; private set; } = [];

    /// <summary>Null while nothing was heard, and for what is no JSON object.</summary>
    public MessageBody? Message { get; private set; }

    /// <summary>How the first attempt ended, when there is to be another one and nobody has taken it up yet.</summary>
    public Outcome<HttpResponseMessage>? First { get; set; }

    /// <summary>The page that a charge's answer named beside its body.</summary>
    public Uri? VoucherUrl { get; private set; }

    public void Begin()
    {
        AttemptsMade++;
        VoucherUrl = null;
        Message = null;
        Json = [];
    }

    public void Heard(byte[] json, Uri? voucherUrl)
    {
        Json = json;
        VoucherUrl = voucherUrl;
        try
        {
            Message = JsonSerializer.Deserialize(json, ClientJson.Default.MessageBody);
        }
        catch (JsonException)
        {
            // A proxy's page (protocol 1.5); said when it is known that nobody tries again.
            Message = null;
        }
    }
}

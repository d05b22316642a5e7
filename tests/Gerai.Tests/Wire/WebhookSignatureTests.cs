using System.Text;
using Gerai.Merchants;
using Gerai.Tests.Support;
using Gerai.Wire;

namespace Gerai.Tests.Wire;

public sealed class WebhookSignatureTests
{
    // How the computed ones were made, with a body in a file and the key in hexadecimal:
    // { printf '%s.%s.' ID TIMESTAMP; cat body; } | openssl dgst -sha256 -mac HMAC -macopt hexkey:KEY -binary | base64
    [Fact]
    public void Every_vector_comes_out_the_published_one_and_those_of_openssl()
    {
        var vectors = Samples.Json("notifications/webhook-signature-vectors.json").GetProperty("vectors");

        Assert.Equal(3, vectors.GetArrayLength());
        Assert.All(vectors.EnumerateArray(), vector => Assert.Equal(
            vector.Text("webhook_signature"),
            WebhookSignature.Of(
                vector.Text("webhook_id"),
                vector.GetProperty("webhook_timestamp").GetInt64(),
                Encoding.UTF8.GetBytes(vector.Text("body")),
                vector.Texts("secrets").Select(secret => WebhookSecret.Parse(secret).ToKey()))));
    }

    [Fact]
    public void Without_a_key_there_is_no_signature() => Assert.Equal("", WebhookSignature.Of("id", 1, [], []));
}

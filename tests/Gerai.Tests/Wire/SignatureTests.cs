using System.Text;
using System.Text.Json;
using Gerai.Tests.Support;
using Gerai.Wire;

namespace Gerai.Tests.Wire;

public sealed class SignatureTests
{
    private static readonly JsonElement Vectors = Samples.Json("core-api/signature-vectors.json");

    [Fact]
    public void Every_published_vector_comes_out_6_17()
    {
        var valid = Vectors.GetProperty("valid").EnumerateArray().ToList();

        Assert.NotEmpty(valid);
        Assert.All(valid, vector => Assert.Equal(vector.Text("signature_key"), Of(vector)));
    }

    [Fact]
    public void Neither_an_amount_without_decimals_nor_upper_case_is_what_we_send_6_18()
    {
        var invalid = Vectors.GetProperty("invalid").EnumerateArray().ToList();

        Assert.NotEmpty(invalid);
        foreach (var vector in invalid)
        {
            var digest = vector.Text("digest_of_this_input");

            Assert.NotEqual(vector.Text("must_not_equal"), digest);
            Assert.Equal(digest, Of(vector), ignoreCase: true);
            Assert.Equal(Of(vector).ToLowerInvariant(), Of(vector));
        }
    }

    [Fact]
    public void The_test_notification_of_the_documentation_is_signed_like_any_other()
    {
        var test = Samples.Json("notifications/notification.test.json");

        Assert.Equal(
            test.Text("signature_key"),
            Signature.Of(
                test.Text("order_id"), test.Text("status_code"), test.Text("gross_amount"), Some.ServerKey));
    }

    [Fact]
    public void The_key_of_the_vectors_makes_the_documented_authorization_1_23()
    {
        var basic = Vectors.GetProperty("basic_auth");
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(basic.Text("server_key") + ":"));

        Assert.Equal(basic.Text("authorization"), $"Basic {encoded}");
        Assert.Equal(Some.ServerKey, basic.Text("server_key"));
    }

    private static string Of(JsonElement vector) => Signature.Of(
        vector.Text("order_id"), vector.Text("status_code"), vector.Text("gross_amount"), vector.Text("server_key"));
}

using System.Text;
using Gerai.Stores;

namespace Gerai.Tests.CounterApi;

public sealed class CounterSignatureTests
{
    [Fact]
    public void The_published_vectors_come_out_as_openssl_made_them()
    {
        foreach (var vector in CounterExamples.Parse("counter-api/signature-vectors.json").AsArray())
        {
            string Of(string name) => vector![name]!.GetValue<string>();
            var body = Encoding.UTF8.GetBytes(Of("body"));

            Assert.Equal(
                Of("signature"), CounterSignature.Of(Of("secret"), Of("method"), Of("path"), Of("timestamp"), body));
        }
    }

    [Fact]
    public void The_document_shows_the_first_vector_letter_for_letter()
    {
        var vector = CounterExamples.Parse("counter-api/signature-vectors.json")[0]!;
        var document = CounterExamples.Document();

        foreach (var name in (string[])["secret", "path", "timestamp", "body", "signature"])
        {
            Assert.Contains(vector[name]!.GetValue<string>(), document, StringComparison.Ordinal);
        }
    }
}

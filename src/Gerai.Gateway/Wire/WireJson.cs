using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gerai.Wire;

/// <summary>How this protocol's JSON is read and written.</summary>
internal static class WireJson
{
    /// <summary>Protocol 2.47.</summary>
    public const int DepthMax = 32;

    /// <summary>
    /// Written as the original does: an apostrophe or a plus stays what it is. Answers are never put into a page, so
    /// the cautious escapes would only make them differ.
    /// </summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = DepthMax };
}

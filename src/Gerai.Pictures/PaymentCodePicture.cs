using System.Globalization;
using System.Net;
using System.Text;
using QRCoder;

namespace Gerai.Pictures;

/// <summary>
/// A payment code to be read by a person or a till: in groups, as a barcode, as a QR code. The pictures are SVG,
/// black on white with the quiet zone a scanner needs, and bear a title for who cannot see them.
/// </summary>
/// <example>
/// <code>
/// PaymentCodePicture.Grouped("1002311450968217")     // 1002 3114 5096 8217
/// PaymentCodePicture.BarcodeSvg("1002311450968217")  // &lt;svg … role="img"&gt;…
/// </code>
/// </example>
public static class PaymentCodePicture
{
    private const int GroupLength = 4;

    // A code has up to 20 characters; three times that still fits a screen.
    private const int LengthMax = 60;

    // ISO/IEC 15417: ten modules on either side.
    private const int BarcodeQuiet = 10;
    private const int BarcodeHeight = 60;

    /// <summary>The code in groups of four, for reading aloud and typing.</summary>
    /// <param name="paymentCode">The code, such as <c>052110023456</c>.</param>
    /// <returns>Such as <c>0521 1002 3456</c>.</returns>
    public static string Grouped(string paymentCode) =>
        string.Join(' ', Checked(paymentCode).Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>The code as a Code 128 barcode.</summary>
    /// <param name="paymentCode">The code: printable ASCII, up to 60 characters.</param>
    /// <param name="title">What a screen reader says; the code in groups unless given.</param>
    /// <returns>An SVG element, to be put into a page as it is. Scale it by its width.</returns>
    /// <exception cref="ArgumentException">The code is empty, too long or not printable ASCII.</exception>
    public static string BarcodeSvg(string paymentCode, string? title = null)
    {
        var path = new StringBuilder();
        var x = BarcodeQuiet;
        var isBar = true;
        foreach (var width in Code128.BarsOf(Checked(paymentCode)))
        {
            if (isBar)
            {
                path.Append(CultureInfo.InvariantCulture, $"M{x} 0h{width}v{BarcodeHeight}h-{width}z");
            }

            x += width;
            isBar = !isBar;
        }

        return Svg(x + BarcodeQuiet, BarcodeHeight, title ?? $"Barcode {Grouped(paymentCode)}", path);
    }

    /// <summary>The code as a QR code.</summary>
    /// <param name="paymentCode">The code: printable ASCII, up to 60 characters.</param>
    /// <param name="title">What a screen reader says; the code in groups unless given.</param>
    /// <returns>An SVG element, to be put into a page as it is. Scale it by its width.</returns>
    /// <exception cref="ArgumentException">The code is empty, too long or not printable ASCII.</exception>
    public static string QrSvg(string paymentCode, string? title = null)
    {
        using var code = QRCodeGenerator.GenerateQrCode(Checked(paymentCode), QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();

        // The four modules of quiet zone that ISO/IEC 18004 asks for are in it.
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
        {
            var row = code.ModuleMatrix[y];
            for (var x = 0; x < row.Count; x++)
            {
                if (row[x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        var size = code.ModuleMatrix.Count;
        return Svg(size, size, title ?? $"QR {Grouped(paymentCode)}", path);
    }

    private static string Svg(int width, int height, string title, StringBuilder path) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width * 2}" height="{height * 2}"
        role="img" shape-rendering="crispEdges"><title>{WebUtility.HtmlEncode(title)}</title>
        <path fill="#fff" d="M0 0h{width}v{height}H0z"/><path d="{path}"/></svg>
        """);

    private static string Checked(string paymentCode)
    {
        ArgumentException.ThrowIfNullOrEmpty(paymentCode);
        return paymentCode.Length <= LengthMax && paymentCode.All(letter => letter is > ' ' and <= '~')
            ? paymentCode
            : throw new ArgumentException(
                "A payment code is printable ASCII without blanks, up to 60 characters.", nameof(paymentCode));
    }
}

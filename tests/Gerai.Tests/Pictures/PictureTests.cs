using System.Diagnostics;
using System.Xml.Linq;
using Gerai.Client;
using Gerai.Pictures;
using Gerai.Tests.Support;

namespace Gerai.Tests.Pictures;

/// <summary>
/// What a customer shows at the counter can be read by a till, by a person, and by who cannot see it.
/// </summary>
public sealed class PictureTests
{
    /// <summary>Codes of the original and ours, and what makes the encoder change its code set.</summary>
    public static TheoryData<string> Codes { get; } =
    [
        "1002311450968217", "052110023456", "G7723491121852129730", "300063000630006300", "12", "1", "123", "12345",
        "A1234B", "AB123456CD", "12AB", "1234567A", "A12345", "a~!{}^", "0000",
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task A_scanner_reads_the_barcode(string code) =>
        Assert.Equal($"CODE-128:{code}", await ScannedAsync(PaymentCodePicture.BarcodeSvg(code)));

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task A_scanner_reads_the_QR_code(string code) =>
        Assert.Equal($"QR-Code:{code}", await ScannedAsync(PaymentCodePicture.QrSvg(code)));

    [Theory]
    [InlineData("1002311450968217", "1002 3114 5096 8217")]
    [InlineData("052110023456", "0521 1002 3456")]
    [InlineData("30006300063000", "3000 6300 0630 00")]
    public void A_code_is_read_in_groups(string code, string grouped) =>
        Assert.Equal(grouped, PaymentCodePicture.Grouped(code));

    [Fact]
    public void A_picture_has_a_role_and_a_title_and_takes_no_markup_from_outside()
    {
        var svg = XElement.Parse(PaymentCodePicture.BarcodeSvg("052110023456", "<script>&"));

        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal("<script>&", svg.Elements().First().Value);
        Assert.Equal(
            "QR 0521 1002 3456", XElement.Parse(PaymentCodePicture.QrSvg("052110023456")).Elements().First().Value);
        Assert.Throws<ArgumentException>(() => PaymentCodePicture.BarcodeSvg("kopi-é"));
        Assert.Throws<ArgumentException>(() => PaymentCodePicture.QrSvg(new string('1', 61)));
    }

    [Theory]
    [InlineData(Store.Alfamart, "Alfamart")]
    [InlineData(Store.Indomaret, "Indomaret")]
    public void The_instructions_name_store_code_and_amount_in_both_languages(Store store, string name)
    {
        foreach (var steps in new[]
        {
            store.Instructions().Indonesian("052110023456", 1_044_000),
            store.Instructions().English("052110023456", 1_044_000),
        })
        {
            Assert.Contains(name, steps[0], StringComparison.Ordinal);
            Assert.Contains("0521 1002 3456", steps[1], StringComparison.Ordinal);
            Assert.Contains("Rp1.044.000", steps[3], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Another_store_has_no_instructions() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Store.Other.Instructions());

    private static async Task<string> ScannedAsync(string svg)
    {
        var folder = Directory.CreateTempSubdirectory("gerai-picture-");
        try
        {
            var drawing = Path.Combine(folder.FullName, "code.svg");
            var picture = Path.Combine(folder.FullName, "code.png");
            await File.WriteAllTextAsync(drawing, svg);
            await RunAsync("rsvg-convert", "librsvg2-bin", "--zoom", "2", "--output", picture, drawing);
            return (await RunAsync("zbarimg", "zbar-tools", "--quiet", picture)).TrimEnd('\n');
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(string program, string package, params string[] arguments)
    {
        Assert.SkipUnless(Programs.Has(program), $"There is no {program} (Debian's package {package}).");
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var complaints = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {await complaints}");
        return output;
    }
}

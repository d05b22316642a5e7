using Gerai.Pictures;
using Gerai.Tests.Support;

namespace Gerai.Tests.Pictures;

/// <summary>
/// Every snippet of the package's README stands here between two marks, compiled and run, letter for letter.
/// </summary>
public sealed class PicturesReadmeTests
{
    [Fact]
    public void The_snippets_of_the_README_are_those_that_run() =>
        Snippets.AreSame("src/Gerai.Pictures/README.md", "tests/Gerai.Tests/Pictures/PicturesReadmeTests.cs");

    [Fact]
    public void A_code_to_show()
    {
        // README
        var grouped = PaymentCodePicture.Grouped("1002311450968217"); // 1002 3114 5096 8217
        var barcode = PaymentCodePicture.BarcodeSvg("1002311450968217");
        var qr = PaymentCodePicture.QrSvg("1002311450968217", title: "Your code for the cashier");
        // end

        Assert.Equal("1002 3114 5096 8217", grouped);
        Assert.Contains(grouped, barcode, StringComparison.Ordinal);
        Assert.Contains("Your code for the cashier", qr, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_to_follow()
    {
        // README
        foreach (var step in PayInstructions.Alfamart.Indonesian("1002311450968217", 44_000))
        {
            Console.WriteLine(step);
        }
        // end

        Assert.Equal(5, PayInstructions.Alfamart.Indonesian("1002311450968217", 44_000).Count);
    }
}

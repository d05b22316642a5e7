using Gerai.CounterApi;
using Gerai.Payments;

namespace Gerai.Tests.CounterApi;

/// <summary>Protocol 2.20 and 8.9.</summary>
public sealed class ReceiptTests
{
    [Theory]
    [InlineData("Tea", "1x Tea")]
    [InlineData("A name of exactly thirty-seven letters", "1x A name of exactly thirty-seven letter")]
    [InlineData("A name with a blank where the cut falls here", "1x A name with a blank where the cut fal")]
    [InlineData("A face where the cut falls: 123456789\U0001F600", "1x A face where the cut falls: 123456789")]
    [InlineData("A face where the cut falls: 12345678\U0001F600", "1x A face where the cut falls: 12345678")]
    [InlineData("A blank where the cut falls: 123456 8901", "1x A blank where the cut falls: 123456 8")]
    [InlineData("A blank where the cut falls: 1234567 901", "1x A blank where the cut falls: 1234567")]
    public void The_description_is_cut_to_forty_characters(string item, string expected)
    {
        var ordered = new Item { Name = item, Price = 44_000, Quantity = 1 };
        var payment = WithDetails(new PaymentDetails { Items = [ordered] });
        var receipt = Receipt.Of(payment, CounterExamples.Merchant);

        Assert.Equal(expected, receipt.Description);
        Assert.InRange(receipt.Description!.Length, 1, Receipt.DescriptionLengthMax);
    }

    [Fact]
    public void Without_items_there_is_no_description_and_without_customer_no_name()
    {
        var payment = WithDetails(new PaymentDetails());

        Assert.Equal(new Receipt { Biller = "Toko Kopi Senja" }, Receipt.Of(payment, CounterExamples.Merchant));
    }

    [Fact]
    public void A_row_the_merchant_left_empty_is_left_out_and_the_others_keep_their_place()
    {
        var details = new PaymentDetails { ReceiptRows = ["one", "", "three"] };
        var payment = CounterExamples.Alfamart with { Details = details };

        Assert.Equal(
            new Receipt { FreeText1 = "one", FreeText3 = "three" }, Receipt.Of(payment, CounterExamples.Merchant));
    }

    private static Payment WithDetails(PaymentDetails details) => CounterExamples.Indomaret with { Details = details };
}

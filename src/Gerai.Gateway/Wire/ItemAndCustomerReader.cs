using System.Text.RegularExpressions;
using Gerai.Payments;
using Gerai.Values;

namespace Gerai.Wire;

/// <summary>Reads what a charge tells about the goods and the customer (protocol 2d, 2e).</summary>
internal static partial class ItemAndCustomerReader
{
    private const int ItemTextMax = 50;
    private const int CustomerTextMax = 255;
    private const int UrlMax = 2_000;

    public static PaymentDetails Read(FieldReader top, Rupiah? amount, PaymentDetails details)
    {
        var items = ReadItems(top, amount);
        return details with { Items = items, Customer = ReadCustomer(top) };
    }

    private static List<Item> ReadItems(FieldReader top, Rupiah? amount)
    {
        var items = new List<Item>();
        Int128 sum = 0;
        var isComplete = true;
        foreach (var line in top.Objects("item_details"))
        {
            var price = line.WholeNumber("price", isRequired: true);
            var quantity = line.WholeNumber("quantity", isRequired: true);
            var name = line.Text("name", ItemTextMax, isRequired: true);
            if (quantity < 1)
            {
                line.Complain("quantity", "must be greater than or equal to 1");
            }

            var item = new Item
            {
                Id = line.Text("id", ItemTextMax),
                Name = name ?? "",
                Price = (long)(price ?? 0),
                Quantity = (long)(quantity ?? 0),
                Brand = line.Text("brand", ItemTextMax),
                Category = line.Text("category", ItemTextMax),
                MerchantName = line.Text("merchant_name", ItemTextMax),
                Url = line.Text("url", UrlMax),
            };
            items.Add(item);
            isComplete &= price is not null && quantity is not null;

            // Fifteen digits times fifteen digits fit neither a long nor a decimal.
            sum += (Int128)item.Price * item.Quantity;
        }

        if (items.Count > 0 && isComplete && amount is { } whole && sum != whole.Amount)
        {
            top.Complain("transaction_details.gross_amount", "is not equal to the sum of item_details");
        }

        return items;
    }

    private static Customer? ReadCustomer(FieldReader top)
    {
        if (top.Object("customer_details") is not { } customer)
        {
            return null;
        }

        var email = customer.Text("email", CustomerTextMax);
        if (!string.IsNullOrEmpty(email) && !EmailShape().IsMatch(email))
        {
            customer.Complain("email", "must be an e-mail address");
        }

        // Protocol 2.36: nothing inside an address is refused.
        return new Customer
        {
            FirstName = customer.Text("first_name", CustomerTextMax),
            LastName = customer.Text("last_name", CustomerTextMax),
            Email = email,
            Phone = customer.Text("phone", CustomerTextMax),
            BillingAddress = customer.Raw("billing_address"),
            ShippingAddress = customer.Raw("shipping_address"),
        };
    }

    // Protocol 2.34: atoms joined by single dots, an at sign, a domain.
    [GeneratedRegex(
        @"^[^\s@.,;:<>()\[\]""\\]+(\.[^\s@.,;:<>()\[\]""\\]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EmailShape();
}

namespace Gerai.Tests.Support;

/// <summary>
/// The request bodies of the document that the project was asked to implement, as it prints them. The Alfamart one
/// lacks a comma after its second member (protocol 2.45).
/// </summary>
internal static class SeedDocument
{
    public const string AlfamartRequestAsPrinted =
        """
        {
          "payment_type": "cstore",
          "transaction_details": {
              "order_id": "order-101",
              "gross_amount": 44000
          }
          "cstore" : {
            "store" : "alfamart",
            "message" : "Message ",
            "alfamart_free_text_1": "1st row of receipt,",
            "alfamart_free_text_2": "This is the 2nd row,",
            "alfamart_free_text_3": "3rd row. The end."
          }
        }
        """;

    public const string IndomaretRequest =
        """
        {
          "payment_type": "cstore",
          "transaction_details": {
              "order_id": "order-101",
              "gross_amount": 44000
          },
          "cstore" : {
            "store" : "indomaret",
            "message" : "Message to display"
          }
        }
        """;

    public static string AlfamartRequest { get; } =
        AlfamartRequestAsPrinted.Replace("}\n  \"cstore\"", "},\n  \"cstore\"", StringComparison.Ordinal);
}

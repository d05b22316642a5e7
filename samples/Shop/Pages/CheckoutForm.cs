using System.ComponentModel.DataAnnotations;
using Gerai.Client;

namespace SampleShop.Pages;

/// <summary>What a customer fills in at the checkout, and what is wrong with it, in words they can act on.</summary>
public sealed class CheckoutForm
{
    // Atoms joined by single dots, an @ and a domain: what the gateway asks of an address.
    private const string EmailShape = @"[^@\s.]+(\.[^@\s.]+)*@[^@\s.]+(\.[^@\s.]+)+";
    private const string PhoneShape = @"(\+62|62|0)[ -]?8([ -]?\d){7,12}";

    [Required(ErrorMessage = "Tell us your name.")]
    [StringLength(100, ErrorMessage = "That name is longer than 100 letters.")]
    public string Name { get; set; } = "";

    [Required(ErrorMessage = "Tell us your e-mail address.")]
    [StringLength(200, ErrorMessage = "That address is longer than 200 letters.")]
    [RegularExpression(EmailShape, ErrorMessage = "An e-mail address looks like sari@example.com.")]
    public string Email { get; set; } = "";

    [Required(ErrorMessage = "Tell us your mobile number.")]
    [RegularExpression(PhoneShape, ErrorMessage = "An Indonesian mobile number looks like 0812 3456 7890.")]
    public string Phone { get; set; } = "";

    [Required(ErrorMessage = "Choose where you want to pay.")]
    [DeniedValues(Gerai.Client.Store.Other, ErrorMessage = "Choose Alfamart or Indomaret.")]
    [EnumDataType(typeof(Store), ErrorMessage = "Choose Alfamart or Indomaret.")]
    public Store? Store { get; set; }
}

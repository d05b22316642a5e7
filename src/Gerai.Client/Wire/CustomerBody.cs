using System.Text.Json.Serialization;

namespace Gerai.Client.Wire;

/// <summary>Who pays, as it goes over the wire (protocol 2e).</summary>
internal sealed class CustomerBody
{
    [JsonPropertyName("first_name")]
    public string? FirstName { get; init; }

    [JsonPropertyName("last_name")]
    public string? LastName { get; init; }

    [JsonPropertyName("email")]
    public string? Email { get; init; }

    [JsonPropertyName("phone")]
    public string? Phone { get; init; }

    [JsonPropertyName("billing_address")]
    public AddressBody? BillingAddress { get; init; }

    [JsonPropertyName("shipping_address")]
    public AddressBody? ShippingAddress { get; init; }

    public static CustomerBody? Of(Customer? customer) => customer is null ? null : new CustomerBody
    {
        FirstName = customer.FirstName,
        LastName = customer.LastName,
        Email = customer.Email,
        Phone = customer.Phone,
        BillingAddress = AddressBody.Of(customer.BillingAddress),
        ShippingAddress = AddressBody.Of(customer.ShippingAddress),
    };
}

internal sealed class AddressBody
{
    [JsonPropertyName("first_name")]
    public string? FirstName { get; init; }

    [JsonPropertyName("last_name")]
    public string? LastName { get; init; }

    [JsonPropertyName("email")]
    public string? Email { get; init; }

    [JsonPropertyName("phone")]
    public string? Phone { get; init; }

    [JsonPropertyName("address")]
    public string? Street { get; init; }

    [JsonPropertyName("city")]
    public string? City { get; init; }

    [JsonPropertyName("postal_code")]
    public string? PostalCode { get; init; }

    [JsonPropertyName("country_code")]
    public string? CountryCode { get; init; }

    public static AddressBody? Of(Address? address) => address is null ? null : new AddressBody
    {
        FirstName = address.FirstName,
        LastName = address.LastName,
        Email = address.Email,
        Phone = address.Phone,
        Street = address.Street,
        City = address.City,
        PostalCode = address.PostalCode,
        CountryCode = address.CountryCode,
    };
}

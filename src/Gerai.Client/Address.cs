namespace Gerai.Client;

/// <summary>An address of a customer; all of it is optional.</summary>
public sealed record Address
{
    private const int CountryCodeLength = 3;

    /// <summary>Cut to 255 characters.</summary>
    public string? FirstName { get; init => field = Texts.Cut(value, Texts.CustomerMax); }

    /// <summary>Cut to 255 characters.</summary>
    public string? LastName { get; init => field = Texts.Cut(value, Texts.CustomerMax); }

    /// <summary>Up to 255 characters.</summary>
    public string? Email { get; init => field = Texts.NotLonger(value, Texts.CustomerMax); }

    /// <summary>Up to 255 characters.</summary>
    public string? Phone { get; init => field = Texts.NotLonger(value, Texts.CustomerMax); }

    /// <summary>Street and number (<c>address</c>); cut to 255 characters.</summary>
    public string? Street { get; init => field = Texts.Cut(value, Texts.CustomerMax); }

    /// <summary>Cut to 255 characters.</summary>
    public string? City { get; init => field = Texts.Cut(value, Texts.CustomerMax); }

    /// <summary>Letters, digits, hyphen and blank.</summary>
    public string? PostalCode { get; init => field = Texts.NotLonger(value, Texts.CustomerMax); }

    /// <summary>Three letters by ISO 3166-1, such as <c>IDN</c>.</summary>
    public string? CountryCode { get; init => field = Texts.NotLonger(value, CountryCodeLength); }

    /// <summary>Names nobody: a log is no place for an address.</summary>
    /// <returns><c>an address</c>.</returns>
    public override string ToString() => "an address";
}

namespace Gerai.Client;

/// <summary>Who pays (<c>customer_details</c>); all of it is optional.</summary>
public sealed record Customer
{
    /// <summary>Cut to 255 characters. Printed on Indomaret's receipt with <see cref="LastName"/>.</summary>
    public string? FirstName { get; init => field = Texts.Cut(value, Texts.CustomerMax); }

    /// <summary>Cut to 255 characters.</summary>
    public string? LastName { get; init => field = Texts.Cut(value, Texts.CustomerMax); }

    /// <summary>Up to 255 characters; the gateway refuses what is no e-mail address.</summary>
    public string? Email { get; init => field = Texts.NotLonger(value, Texts.CustomerMax); }

    /// <summary>Up to 255 characters.</summary>
    public string? Phone { get; init => field = Texts.NotLonger(value, Texts.CustomerMax); }

    /// <summary>Where the bill goes.</summary>
    public Address? BillingAddress { get; init; }

    /// <summary>Where the goods go.</summary>
    public Address? ShippingAddress { get; init; }

    /// <summary>Names nobody: a log is no place for a customer.</summary>
    /// <returns><c>a customer</c>.</returns>
    public override string ToString() => "a customer";
}

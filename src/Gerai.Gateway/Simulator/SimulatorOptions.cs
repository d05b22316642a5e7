namespace Gerai.Simulator;

/// <summary>Settings of the sandbox's tills.</summary>
public sealed record SimulatorOptions
{
    /// <summary>
    /// Where the tills reach the counter API, such as <c>http://127.0.0.1:5080</c>; null takes the address that this
    /// gateway listens at.
    /// </summary>
    public string? CounterUrl { get; init; }

    // Plain HTTP, as this gateway speaks it: what ends TLS stands before it, and the tills stand behind that.
    internal bool IsValid => CounterUrl is null
        || (Uri.TryCreate(CounterUrl, UriKind.Absolute, out var address)
            && address.Scheme == Uri.UriSchemeHttp
            && address is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" });
}

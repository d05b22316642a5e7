namespace Gerai.Notifications;

/// <summary>How a call ended, by name. Stored by name.</summary>
internal enum DeliveryResult
{
    /// <summary>Any 2xx (protocol 6.22).</summary>
    Delivered,

    /// <summary>An answer that is neither 2xx nor a redirect.</summary>
    Refused,

    /// <summary>301, 302 or 303, which are not followed (protocol 6.23).</summary>
    RedirectNotFollowed,

    /// <summary>More than five hops, or a 307 or 308 that leads nowhere.</summary>
    RedirectFailed,

    /// <summary>The whole exchange took longer than allowed.</summary>
    TimedOut,

    /// <summary>No name, no connection, or one that broke.</summary>
    ConnectionFailed,

    TlsFailed,

    /// <summary>The address, or the one it resolves to, may not be called.</summary>
    AddressForbidden,
}

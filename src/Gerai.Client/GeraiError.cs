namespace Gerai.Client;

/// <summary>Why a call failed, in the terms a shop acts on.</summary>
public enum GeraiError
{
    /// <summary>A code this version does not know: read <see cref="GeraiException.StatusCode"/>.</summary>
    Other = 0,

    /// <summary>400, 413: the request is wrong; <see cref="GeraiException.ValidationMessages"/> say where.</summary>
    InvalidRequest,

    /// <summary>401: the server key is not known at this address.</summary>
    UnknownServerKey,

    /// <summary>402: this store is not switched on for your account.</summary>
    StoreNotActivated,

    /// <summary>404: no such payment.</summary>
    NotFound,

    /// <summary>406: a pending or paid payment has this order id.</summary>
    OrderIdInUse,

    /// <summary>410: your account is closed.</summary>
    AccountClosed,

    /// <summary>412: the payment is not pending any more, so it cannot be cancelled or expired.</summary>
    CannotBeChanged,

    /// <summary>429: too many requests, also after waiting.</summary>
    TooManyRequests,

    /// <summary>500 to 505 and 900: the gateway or the store's network is in trouble.</summary>
    GatewayInTrouble,

    /// <summary>
    /// No answer within the time limit, or no connection. The call may have taken effect all the same.
    /// </summary>
    NoAnswer,

    /// <summary>What answered does not speak the Core API: a proxy perhaps, or a wrong address. The call may have taken
    /// effect all the same.</summary>
    NotUnderstood,
}

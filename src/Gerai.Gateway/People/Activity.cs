using Gerai.Values;

namespace Gerai.People;

/// <summary>What happened, by name; the pages say each in both languages.</summary>
internal enum ActivityKind
{
    MemberInvited,
    InvitationWithdrawn,
    MemberJoined,
    MemberRemoved,
    RoleChanged,
    OperatorInvited,
    OperatorJoined,
    NameChanged,
    NotificationUrlsChanged,
    RedirectUrlsChanged,
    AlertEmailChanged,
    RetryWaitsChanged,
    MailSwitched,
    CustomFieldNamed,
    ServerKeyRotated,
    WebhookSecretRotated,

    /// <summary>Somebody saw a secret, after giving their password.</summary>
    SecretShown,
    PaymentCancelled,
    PaymentExpired,
    NotificationResent,
    TransactionsExported,
    PlayMoneyPaid,
    PlayMoneyReversed,
    SignedIn,
    SignInRefused,
    PasswordChanged,
    AuthenticatorChanged,
    RecoveryCodesMade,
    PasskeyAdded,
    PasskeyRemoved,
    MerchantOpened,
    MerchantClosed,
    MerchantReopened,
    NetworkAdded,
    NetworkSecretRotated,
    NetworkSwitchedOff,
    NetworkSwitchedOn,
    UnmatchedMoneyDecided,

    /// <summary>Payments were taken out of the books, into an archive.</summary>
    PaymentsArchived,
}

/// <summary>
/// Something that somebody did, to be written down: who, what, before, after, when, from where. Never a secret, only
/// its fingerprint.
/// </summary>
internal sealed record Activity
{
    /// <summary>Whose it is; nothing for what concerns the gateway, or a person in no merchant's name.</summary>
    public MerchantId? Merchant { get; init; }

    public required ActivityKind Kind { get; init; }

    public required Actor By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What it was done to, such as a member's address or an order.</summary>
    public string? About { get; init; }

    public string? Before { get; init; }

    public string? After { get; init; }
}

/// <summary>
/// A line of the log. Lines of a merchant count up from 1, and each is hashed with the one before it.
/// </summary>
internal sealed record ActivityEntry(long Number, Activity Activity, string Hash);

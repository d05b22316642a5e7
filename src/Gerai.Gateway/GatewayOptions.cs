using System.Net;
using Gerai.CoreApi;
using Gerai.CounterApi;
using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Running;
using Gerai.Simulator;
using Gerai.Stores;
using Gerai.Storage;
using Gerai.Values;
using Gerai.Voucher;

namespace Gerai;

/// <summary>Every setting of a gateway, one record a room. What is not given has the documented default.</summary>
public sealed record GatewayOptions
{
    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:5080"];

    /// <summary><c>Data Source=…</c> opens SQLite, <c>Host=…</c> PostgreSQL.</summary>
    public required string Database { get; init; }

    /// <summary>
    /// 32 bytes that lock the secrets in the database. Kept outside of it; without them it cannot be used.
    /// </summary>
    public required byte[] SealingKey { get; init; }

    /// <summary>
    /// Whether the sandbox's store networks, whose secrets everybody knows, are there from the start.
    /// </summary>
    public bool Sandbox { get; init; }

    public StoreOptions Stores { get; init; } = new();

    public PaymentOptions Payments { get; init; } = new();

    public NotificationOptions Notifications { get; init; } = new();

    public MailOptions Mail { get; init; } = new();

    public CoreApiOptions CoreApi { get; init; } = new();

    public CounterOptions Counter { get; init; } = new();

    public VoucherOptions Voucher { get; init; } = new();

    public PortalOptions Portal { get; init; } = new();

    public SimulatorOptions Simulator { get; init; } = new();

    public StorageOptions Storage { get; init; } = new();

    public RetentionOptions Retention { get; init; } = new();

    public DrainOptions Drain { get; init; } = new();

    public LogOptions Logs { get; init; } = new();

    // Records print their members; a key must not be among them.
    public override string ToString() => $"gateway at {string.Join(", ", Urls)}";

    internal void Validate()
    {
        if (SealingKey.Length != SecretSeal.KeyBytes)
        {
            throw new InvalidOperationException($"A sealing key has {SecretSeal.KeyBytes} bytes.");
        }

        foreach (var url in Urls)
        {
            Require(
                url.StartsWith("http://", StringComparison.OrdinalIgnoreCase),
                $"It cannot listen on {url}: an address begins with http://, and TLS is ended by a proxy before it.");
        }

        foreach (var chain in Enum.GetValues<StoreChain>())
        {
            Stores.Of(chain).Validate(chain);
        }

        Require(Payments.Grace >= TimeSpan.Zero, "The grace after an inquiry is not negative.");
        Require(
            Payments.SweepEvery > TimeSpan.Zero && Payments.SweepEvery <= TimeSpan.FromDays(1),
            "The sweeper goes round at least once a day.");
        Require(Notifications.TimeLimit > TimeSpan.Zero, "A notification needs a time limit.");
        Require(Notifications.ConcurrencyMax > 0, "At least one notification must be sent at a time.");
        Require(
            Notifications.EndpointConcurrencyMax > 0 && Notifications.EndpointFailuresMax > 0,
            "A merchant's server takes at least one call at a time and one failure.");
        Require(Notifications.Waits.Count > 0, "The schedule of retries needs at least one wait.");
        Require(
            Notifications.AllowedPorts.Count > 0 && Notifications.AllowedPorts.All(IsPort),
            "Notifications.AllowedPorts: at least one, from 1 to 65535.");
        Require(
            Notifications.AllowedSchemes.Count > 0 && Notifications.AllowedSchemes.All(IsScheme),
            "Notifications.AllowedSchemes: http, https or both, in small letters.");

        // Both read settings that may be wrong and say so; it must be heard before anything has begun.
        _ = new OutboundAddressPolicy(Notifications);
        _ = TrustedAuthorities.Load(Notifications.CertificateAuthorityFile);
        Mail.Validate();
        Require(CoreApi.BodyBytesMax > 0 && Counter.BodyBytesMax > 0, "A body of at least one byte must be allowed.");
        Require(CoreApi.RequestsPerSecondMax >= 0, "A limit of requests is not negative; 0 sets none.");
        Require(
            Voucher.IsValid, "Voucher.PublicUrl: an absolute address with http or https and nothing behind the host.");
        Require(Portal.IsValid, "Portal.OtherEnvironmentUrl: an absolute address with http or https.");
        Require(
            Simulator.IsValid, "Simulator.CounterUrl: an absolute address with http and nothing behind the host.");
        Require(
            Storage.GroupMax > 0 && Storage.WaitingMax > 0, "Groups and the line before them hold at least one write.");
        Require(Storage.Writers is >= 1 and <= 16, "Storage.Writers: from 1 to 16.");
        Require(
            Storage.Patience >= TimeSpan.Zero && Storage.Patience <= TimeSpan.FromMinutes(5),
            "Storage.Patience: from nothing to five minutes.");
        Require(
            Retention.IsValid,
            "Retention: at least three days each; answers no longer than attempts, attempts than notifications.");
        Require(Drain.IsValid, "Drain: no negative delay, a limit, and both together ten minutes at most.");
    }

    private static bool IsPort(int port) => port is > IPEndPoint.MinPort and <= IPEndPoint.MaxPort;

    private static bool IsScheme(string scheme) => scheme == Uri.UriSchemeHttp || scheme == Uri.UriSchemeHttps;

    private static void Require(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}

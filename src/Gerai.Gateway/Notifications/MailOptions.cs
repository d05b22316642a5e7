using Gerai.Values;

namespace Gerai.Notifications;

/// <summary>
/// The operator's mail server, over which merchants hear that their own keeps failing. Off without a host.
/// </summary>
public sealed record MailOptions
{
    private const int PortMax = 65_535;

    /// <summary>Name of the SMTP server; nothing sends no mail.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; } = 587;

    /// <summary>How the connection is secured.</summary>
    public MailTls Tls { get; init; } = MailTls.StartTls;

    /// <summary>Whom the mail comes from.</summary>
    public string From { get; init; } = "";

    /// <summary>Whom to log in as; nothing does not log in.</summary>
    public string UserName { get; init; } = "";

    /// <summary>File whose first line is the password. Read at each mail, so it may change while we run.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>
    /// File with the certificates (PEM) of the authority that vouches for the server, when it is none that this
    /// machine knows.
    /// </summary>
    public string AuthorityFile { get; init; } = "";

    /// <summary>For one mail, from the connection on.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    internal bool IsOn => Host.Length > 0;

    internal void Validate()
    {
        if (!IsOn)
        {
            return;
        }

        Require(
            EmailAddress.TryOf(From, out _), "Mail needs a plain address to come from, such as gerai@shop.example.");
        Require(Port is > 0 and <= PortMax, "The mail server's port is 1 to 65535.");
        Require(TimeLimit > TimeSpan.Zero && TimeLimit <= TimeSpan.FromMinutes(5), "A mail takes up to five minutes.");
        Require(
            UserName.Length == 0 == (PasswordFile.Length == 0),
            "Mail needs both a user name and a password, or neither.");
        Require(
            UserName.Length == 0 || Tls is not MailTls.None,
            "A password must not go over a connection without TLS.");
    }

    private static void Require(bool isTrue, string otherwise)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}

/// <summary>How the connection to the mail server is secured.</summary>
public enum MailTls
{
    /// <summary>It begins in plain text and must change over before anything is said (port 587).</summary>
    StartTls,

    /// <summary>TLS from the first byte (port 465).</summary>
    Implicit,

    /// <summary>Not at all: for a relay on the same machine.</summary>
    None,
}

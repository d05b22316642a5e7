namespace Gerai.Client;

/// <summary>Every setting of a <see cref="GeraiClient"/>; two of them are needed.</summary>
public sealed class GeraiClientOptions
{
    /// <summary>Whom to talk to; Midtrans Sandbox unless set.</summary>
    public GeraiTarget Target { get; set; } = GeraiTarget.Sandbox;

    /// <summary>Your account's secret, such as <c>SB-Mid-server-…</c>. Keep it out of source code.</summary>
    public string ServerKey { get; set; } = "";

    /// <summary>How often a call is made in all when it fails in a way that may pass: 1 to 10, 4 unless set.</summary>
    public int Attempts { get; set; } = 4;

    /// <summary>
    /// How long a call may take in all, with its waits: 1 second to 5 minutes, 30 seconds unless set. A single attempt
    /// has 10 seconds of it. No longer than 5 minutes, because that is how long a gateway remembers what it was asked.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Allows an <c>http://</c> address on another machine. The server key then travels in the clear: only for a
    /// private network, such as that between containers.
    /// </summary>
    public bool AllowPlainHttp { get; set; }
}

using Gerai.Dashboard.Frame;
using Gerai.Merchants;
using Gerai.Pages;
using Gerai.Values;

namespace Gerai.Dashboard.Settings;

/// <summary>Why calls were refused, in the reader's words (protocol 10.7).</summary>
internal static class RefusedWords
{
    public static string Reason(RefusedCall call, PageLanguage language) => call.Reason switch
    {
        RefusedReason.NoKey => language.Say("Datang tanpa kunci.", "No key came with it."),
        RefusedReason.UnknownKey => language.Say(
            "Gateway ini tidak mengenal kunci itu.", "This gateway knows no such key."),
        RefusedReason.EndedKey when call.KeyEndedAt is { } end => Ended(end, language),
        RefusedReason.EndedKey => language.Say("Kunci lama yang sudah berakhir.", "An old key that has ended."),
        RefusedReason.MerchantClosed => language.Say(
            "Akun ini sedang ditutup.", "This account was closed at that time."),
    };

    public static string Ended(DateTimeOffset end, PageLanguage language) => language.Say(
        $"Kunci ini sudah diganti dan berakhir {WesternTime.Of(end)}.",
        $"This key was rotated and ended {WesternTime.Of(end)}.");

    /// <summary>What the shape of a key hints at; nothing when it looks like one of this environment.</summary>
    public static string? Hint(KeyLooks looks, GatewayEnvironment here, PageLanguage language) => looks switch
    {
        KeyLooks.ProductionServerKey when here is GatewayEnvironment.Sandbox => language.Say(
            "Tampak seperti kunci production, sedangkan di sini sandbox.",
            "It looks like a production key, and this is the sandbox."),
        KeyLooks.SandboxServerKey when here is GatewayEnvironment.Production => language.Say(
            "Tampak seperti kunci sandbox, sedangkan di sini production.",
            "It looks like a sandbox key, and this is production."),
        KeyLooks.ClientKey => language.Say(
            "Tampak seperti client key, padahal yang diminta server key.",
            "It looks like a client key, and the server key is asked for."),
        _ => null,
    };
}

using Gerai.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Dashboard.Frame;

/// <summary>What is said when there is no page to show. These pages need no script and no sign-in.</summary>
internal static class PlainPages
{
    public static Task MissingAsync(HttpContext context) =>
        SendAsync(context, StatusCodes.Status404NotFound, Missing);

    /// <summary>The same words for what does not exist and for what is another merchant's.</summary>
    public static (string Title, string Text) Missing(PageLanguage language) => (
        language.Say("Halaman tidak ditemukan", "Page not found"),
        language.Say(
            "Tidak ada apa-apa di alamat ini, atau bukan milik akun Anda.",
            "There is nothing at this address, or it does not belong to your account."));

    /// <summary>Whose pages there are is not told to who runs no gateway: to them there are none.</summary>
    public static bool IsOfOperators(PathString path) =>
        path.StartsWithSegments("/portal/operator", StringComparison.OrdinalIgnoreCase);

    /// <summary>A file is asked for by an address that says what cannot be read.</summary>
    public static Task UnreadableAsync(HttpContext context) =>
        SendAsync(context, StatusCodes.Status400BadRequest, language => (
            language.Say("Penyaring tidak dapat dibaca", "The filter cannot be read"),
            language.Say(
                "Alamat ini berisi penyaring yang tidak dapat dibaca. Buka kembali daftar transaksi dan perbaiki.",
                "This address has a filter that cannot be read. Open the list of transactions again and mend it.")));

    public static Task BrokenAsync(HttpContext context) =>
        SendAsync(context, StatusCodes.Status500InternalServerError, language => (
            language.Say("Ada yang salah di pihak kami", "Something went wrong on our side"),
            language.Say(
                "Yang sudah disimpan tetap ada. Silakan coba lagi sebentar lagi.",
                "What was saved is still there. Please try again in a moment.")));

    public static Task ForbiddenAsync(HttpContext context) => IsOfOperators(context.Request.Path)
        ? MissingAsync(context)
        : SendAsync(context, StatusCodes.Status403Forbidden, language => (
            language.Say("Bukan bagian Anda", "Not part of your role"),
            language.Say(
                "Peran Anda tidak mencakup halaman ini. Administrator akun Anda dapat mengubahnya.",
                "Your role does not include this page. An administrator of your account can change that.")));

    /// <summary>A form without its proof: of another site, or of a page that was open through a sign-in.</summary>
    public static Task StaleFormAsync(HttpContext context, string page) =>
        SendAsync(
            context,
            StatusCodes.Status400BadRequest,
            language => (
                language.Say("Formulir ini sudah tidak berlaku", "This form is no longer valid"),
                language.Say(
                    "Tidak ada yang diubah. Buka kembali halamannya dan kirim sekali lagi.",
                    "Nothing was changed. Open the page again and send it once more.")),
            page,
            language => language.Say("Buka kembali halamannya", "Open the page again"));

    /// <summary>A form that is longer than any of ours, or no form at all.</summary>
    public static Task UnreadableFormAsync(HttpContext context) =>
        SendAsync(context, StatusCodes.Status400BadRequest, language => (
            language.Say("Formulir ini tidak dapat dibaca", "This form cannot be read"),
            language.Say(
                "Tidak ada yang diubah. Buka kembali halamannya dan isi sekali lagi.",
                "Nothing was changed. Open the page again and fill it in once more.")));

    /// <summary>A form of somebody whose session has ended while they filled it in.</summary>
    public static Task SessionOverAsync(HttpContext context, string signIn) =>
        SendAsync(
            context,
            StatusCodes.Status401Unauthorized,
            language => (
                language.Say("Sesi Anda sudah berakhir", "Your session has ended"),
                language.Say(
                    "Tidak ada yang diubah. Masuk kembali; sesudah itu Anda kembali ke halaman ini.",
                    "Nothing was changed. Sign in again; after that you come back to this page.")),
            signIn,
            language => language.Say("Masuk kembali", "Sign in again"));

    private static Task SendAsync(
        HttpContext context,
        int status,
        Func<PageLanguage, (string Title, string Text)> words,
        string? way = null,
        Func<PageLanguage, string>? wayName = null)
    {
        var language = Preferences.LanguageOf(context.Request);
        var (title, text) = words(language);
        return context.RequestServices.GetRequiredService<Page>().SendAsync<Notice>(context, status, new()
        {
            [nameof(Notice.Language)] = language,
            [nameof(Notice.Title)] = title,
            [nameof(Notice.Text)] = text,
            [nameof(Notice.Look)] = Preferences.LookOf(context.Request),
            [nameof(Notice.Way)] = way,
            [nameof(Notice.WayName)] = wayName?.Invoke(language),
        });
    }
}

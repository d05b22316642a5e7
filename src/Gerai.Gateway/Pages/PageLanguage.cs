using Microsoft.AspNetCore.Http;

namespace Gerai.Pages;

/// <summary>
/// The language a visitor reads: as asked for by <c>?lang=</c>, else by the browser, else Indonesian.
/// </summary>
/// <remarks>Public, like all that is a component's parameter: Razor makes components public.</remarks>
public sealed class PageLanguage
{
    public const string Parameter = "lang";

    public static readonly PageLanguage Indonesian = new("id", "Bahasa Indonesia");

    public static readonly PageLanguage English = new("en", "English");

    private PageLanguage(string code, string name)
    {
        Code = code;
        Name = name;
    }

    /// <summary><c>id</c> or <c>en</c>, as HTML and the address write it.</summary>
    public string Code { get; }

    /// <summary>What the language calls itself.</summary>
    public string Name { get; }

    public PageLanguage Other => this == English ? Indonesian : English;

    public static PageLanguage Of(HttpRequest request)
    {
        if (Known(request.Query[Parameter].ToString()) is { } asked)
        {
            return asked;
        }

        // What a browser likes best first; OrderByDescending keeps the order among equals.
        return request.GetTypedHeaders().AcceptLanguage
            .Where(wish => wish.Quality is not 0)
            .OrderByDescending(wish => wish.Quality ?? 1)
            .Select(wish => Known(wish.Value.ToString()))
            .FirstOrDefault(known => known is not null) ?? Indonesian;
    }

    /// <summary>The text in this language.</summary>
    public string Say(string indonesian, string english) => this == English ? english : indonesian;

    // Regions do not matter here: en-GB is English. "in" is what old Java phones call Indonesian.
    internal static PageLanguage? Known(string code) => code.Split('-')[0].ToLowerInvariant() switch
    {
        "id" or "in" => Indonesian,
        "en" => English,
        _ => null,
    };
}

using Microsoft.AspNetCore.Http;

namespace Gerai.Dashboard.Frame;

/// <summary>
/// Stands on a page that shows one thing, and says whether the visitor has it. The page itself is rendered over its
/// line, after it has been answered; what is not there, or is another merchant's, must be answered 404 before that.
/// </summary>
/// <remarks>Public, as Razor makes the pages.</remarks>
[AttributeUsage(AttributeTargets.Class)]
public abstract class PageOfOneAttribute : Attribute
{
    internal abstract Task<bool> IsThereAsync(HttpContext context);

    /// <summary>Comes behind sign-in and permission, so that there is a visitor, who may ask.</summary>
    internal static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var asked = context.GetEndpoint()?.Metadata.GetMetadata<PageOfOneAttribute>();
        await (asked is null || await asked.IsThereAsync(context) ? next(context) : PlainPages.MissingAsync(context));
    }
}

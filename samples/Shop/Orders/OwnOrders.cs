namespace SampleShop.Orders;

/// <summary>Which orders this browser has placed: a cookie with their keys, the newest first.</summary>
internal static class OwnOrders
{
    // A cookie has 4,096 bytes; a key has 32.
    private const int CountMax = 30;

    private const string Cookie = "orders";

    public static IReadOnlyList<string> Of(HttpContext context) =>
        [.. (context.Request.Cookies[Cookie] ?? "")
            .Split('-', StringSplitOptions.RemoveEmptyEntries)
            .Where(key => key.Length <= 64)
            .Take(CountMax)];

    public static void Add(HttpContext context, string key) => context.Response.Cookies.Append(
        Cookie,
        string.Join('-', Of(context).Prepend(key).Distinct().Take(CountMax)),
        Cookies.For(TimeSpan.FromDays(365)));
}

using Deque.AxeCore.Playwright;
using Gerai.Client;
using Gerai.Tests.Support;
using Microsoft.Playwright;

namespace Gerai.BrowserTests.Support;

/// <summary>Somebody with a browser of their own, who does in the shop what customers do.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    // Generous, because a busy machine is slow; what takes longer does not come.
    private const float PatienceMilliseconds = 15_000;

    private readonly IBrowserContext context;

    private Visitor(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
    }

    public IPage Page { get; }

    public ILocator Headline => Page.Locator("h1");

    public static Task<Visitor> EnterAsync(
        Chromium chromium, Street street, Device device = Device.Phone, bool isDark = false, bool hasScript = true) =>
        EnterAsync(chromium, street.Shop, device, isDark, hasScript);

    /// <param name="chromium">The browser.</param>
    /// <param name="address">Where the visitor's addresses begin.</param>
    /// <param name="device">What the visitor holds.</param>
    /// <param name="isDark">Whether the device prefers dark pages.</param>
    /// <param name="hasScript">Whether pages may run scripts.</param>
    /// <param name="language">What the browser likes to read.</param>
    public static async Task<Visitor> EnterAsync(
        Chromium chromium,
        Uri address,
        Device device = Device.Phone,
        bool isDark = false,
        bool hasScript = true,
        string language = "en-GB")
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.AbsoluteUri,
            Locale = language,
            ViewportSize = Screen.Of(device),
            DeviceScaleFactor = device is Device.Desktop ? 1 : 2,
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = hasScript,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        return new Visitor(context, await context.NewPageAsync());
    }

    /// <summary>Another tab of the same browser.</summary>
    public async Task<Visitor> OpenTabAsync() => new(context, await context.NewPageAsync());

    /// <summary>From the shelf to the filled-in form.</summary>
    public async Task FillCheckoutAsync(Store chain)
    {
        await Page.GotoAsync("/");
        await ClickAsync("Add to cart Gayo arabica");
        await ClickAsync("Add to cart Enamel mug");
        await Page.GetByRole(AriaRole.Link, new() { Name = "in the cart" }).ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Check out" }).ClickAsync();
        await Page.GetByLabel("Name").FillAsync("Sari Wulandari");
        await Page.GetByLabel("E-mail").FillAsync("sari@example.com");
        await Page.GetByLabel("Mobile number").FillAsync("0812 3456 7890");
        await Page.GetByLabel(chain.ToString()).CheckAsync();
    }

    /// <summary>Orders, and returns the payment code on the page.</summary>
    public async Task<string> OrderAsync(Store chain)
    {
        await FillCheckoutAsync(chain);
        await ClickAsync("Get the payment code");
        return await CodeAsync();
    }

    /// <summary>From now on the page's seconds pass only when they are let.</summary>
    public async Task StopClockAsync()
    {
        await Page.Clock.InstallAsync();

        // A moment in the page's future, because that is what it can be stopped at.
        await Page.Clock.PauseAtAsync(TimeProvider.System.GetUtcNow().AddMinutes(1).UtcDateTime);
    }

    public Task PassAsync(int seconds) => Page.Clock.RunForAsync(seconds * 1_000L);

    public async Task<string> CodeAsync() => (await Page.Locator("[data-code]").GetAttributeAsync("data-code"))!;

    public Task ClickAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

    /// <summary>Returns when the page says this, without having been asked to load again.</summary>
    public Task SeesAsync(string headline) =>
        Assertions.Expect(Headline).ToHaveTextAsync(headline, new() { Timeout = PatienceMilliseconds });

    /// <summary>Nobody is shut out of what is on the screen, and nothing sticks out of it.</summary>
    public async Task CanBeUsedByAllAsync()
    {
        var found = await Page.RunAxe();
        Assert.True(
            found.Violations.Length == 0,
            $"{Page.Url}: " + string.Join("; ", found.Violations.Select(violation =>
                $"{violation.Id} at {string.Join(", ", violation.Nodes.Select(node => node.Html))}")));
        var tooWide = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
        Assert.True(tooWide <= 0, $"{Page.Url} is {tooWide} pixels too wide.");
    }

    /// <summary>Keeps a picture for the documents, when GERAI_PICTURES is set: a plain run changes no file.</summary>
    /// <param name="name">The picture's file, without its ending.</param>
    /// <param name="isWhole">The whole page, or what is on the screen before anybody scrolls.</param>
    public async Task PictureAsync(string name, bool isWhole = true)
    {
        if (Environment.GetEnvironmentVariable("GERAI_PICTURES") is not null)
        {
            var path = Path.Combine(Repository.Root, "docs", "pictures", $"{name}.png");
            await Page.ScreenshotAsync(new() { Path = path, FullPage = isWhole });
        }
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}

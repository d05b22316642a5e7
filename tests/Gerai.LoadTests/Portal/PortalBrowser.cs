using Microsoft.Playwright;

namespace Gerai.LoadTests.Portal;

/// <summary>How long a page took, in the browser's own time since it was asked for.</summary>
/// <param name="FirstAnswer">Until the first byte was there.</param>
/// <param name="Stands">Until the first frame in which what the page is for stands on it.</param>
internal readonly record struct PageLoad(double FirstAnswer, double Stands);

/// <summary>Debian's Chromium, with somebody who has signed in.</summary>
internal sealed class PortalBrowser : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly IBrowserContext person;

    private PortalBrowser(IPlaywright playwright, IBrowser browser, IBrowserContext person)
    {
        this.playwright = playwright;
        this.browser = browser;
        this.person = person;
    }

    public string Version => browser.Version;

    public static async Task<PortalBrowser> SignInAsync(PortalSandbox sandbox)
    {
        if (!File.Exists(Program))
        {
            throw new InvalidOperationException($"{Program} is missing: apt-get install chromium.");
        }

        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Program, Args = Arguments });
        var person = await browser.NewContextAsync(Window(sandbox.Address));
        var page = await person.NewPageAsync();
        await page.GotoAsync("/portal/account/sign-in");
        await page.GetByLabel("E-mail address").FillAsync(sandbox.Email);
        await page.GetByLabel("Password").FillAsync(sandbox.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.Locator("#f-volume").WaitForAsync();
        await page.CloseAsync();
        return new PortalBrowser(playwright, browser, person);
    }

    /// <summary>Opens a page in a tab of its own, with scripts and styles kept from before.</summary>
    /// <param name="shown">What must stand on the page, as a selector.</param>
    public Task<PageLoad> OpenAsync(string path, string shown) => OpenAsync(person, path, shown);

    /// <summary>The same with a browser that has kept nothing but who it is.</summary>
    public async Task<PageLoad> OpenAnewAsync(Uri address, string path, string shown)
    {
        var window = Window(address);
        window.StorageState = await person.StorageStateAsync();
        await using var context = await browser.NewContextAsync(window);
        return await OpenAsync(context, path, shown);
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<PageLoad> OpenAsync(IBrowserContext context, string path, string shown)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Commit });

        // Asked at each frame, so what is told is what a person could have seen.
        var stands = await page.WaitForFunctionAsync(
            "shown => document.querySelector(shown) ? performance.now() : 0", shown);
        var load = new PageLoad(
            await page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].responseStart"),
            await stands.JsonValueAsync<double>());
        await page.CloseAsync();
        return load;
    }

    private static BrowserNewContextOptions Window(Uri address) => new()
    {
        BaseURL = address.AbsoluteUri,
        ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
        Locale = "en",
    };
}

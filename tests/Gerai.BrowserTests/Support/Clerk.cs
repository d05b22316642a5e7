using Deque.AxeCore.Playwright;
using Gerai.Tests.Support;
using Microsoft.Playwright;

namespace Gerai.BrowserTests.Support;

/// <summary>Somebody at the portal with a browser of their own.</summary>
internal sealed class Clerk : IAsyncDisposable
{
    // Generous, because a busy machine is slow; what takes longer does not come.
    private const float PatienceMilliseconds = 30_000;

    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];
    private readonly List<string> strangers = [];

    private Clerk(IBrowserContext context, IPage page, Uri office)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error")
            {
                complaints.Add(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(office.AbsoluteUri, StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                strangers.Add(request.Url);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>What the browser complained about, such as something its policy forbids.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Addresses outside of the gateway that a page asked for.</summary>
    public IReadOnlyList<string> Strangers => strangers;

    public static async Task<Clerk> EnterAsync(
        Chromium chromium, Office office, Device device = Device.Desktop, bool isDark = false, string language = "en")
    {
        var context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = office.Door.AbsoluteUri,
            ViewportSize = Screen.Of(device),
            DeviceScaleFactor = device is Device.Phone ? 2 : 1,
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = language,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        return new Clerk(context, await context.NewPageAsync(), office.Door);
    }

    public async Task SignInAsync(string email = Office.Email, string password = Office.Password)
    {
        await Page.GetByLabel("E-mail address").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(password);
        await ClickAsync("Sign in");
    }

    /// <summary>
    /// From now on the browser has a device with passkeys, whose owner always touches it. It does not count, like those
    /// that share passkeys between a person's devices.
    /// </summary>
    public async Task CarryPasskeysAsync()
    {
        var session = await context.NewCDPSessionAsync(Page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new
            {
                protocol = "ctap2",
                transport = "internal",
                hasResidentKey = true,
                hasUserVerification = true,
                isUserVerified = true,
                automaticPresenceSimulation = true,
            },
        });
    }

    public Task ClickAsync(string button) =>
        Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public Task SeesAsync(string headline) =>
        Assertions.Expect(Page.Locator("h1")).ToHaveTextAsync(headline, new() { Timeout = PatienceMilliseconds });

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
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("GERAI_PICTURES") is not null)
        {
            var path = Path.Combine(Repository.Root, "docs", "portal", $"{name}.png");
            await Page.ScreenshotAsync(new() { Path = path, FullPage = true });
        }
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}

using Microsoft.Playwright;

namespace Gerai.BrowserTests.Support;

/// <summary>A cashier at the sandbox's till, who types what a customer shows.</summary>
/// <param name="visitor">Whose tab the till is in.</param>
/// <param name="index">The till's first page, such as <c>/alfamart/index</c>.</param>
internal sealed class Cashier(Visitor visitor, string index)
{
    public IPage Page => visitor.Page;

    public ILocator Receipt => Page.Locator(".receipt");

    public ILocator Outcome => Page.Locator(".banner");

    public async Task InquireAsync(string code)
    {
        await Page.GotoAsync(index);
        await Page.Locator("[name=payment_code]").FillAsync(code);
        await visitor.ClickAsync("Inquire");
    }

    public Task PressAsync(string button) => visitor.ClickAsync(button);

    /// <summary>Inquires, pays, and waits for the receipt.</summary>
    public async Task TakeAsync(string code)
    {
        await InquireAsync(code);
        await PressAsync("Pay");
        await Assertions.Expect(Receipt).ToContainTextAsync("LUNAS");
    }
}

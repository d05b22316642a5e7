using System.Text;
using System.Text.RegularExpressions;
using Gerai.BrowserTests.Support;
using Gerai.Client;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>What one voucher can do in a customer's hands: be read, scanned, copied, translated and printed.</summary>
public sealed partial class VoucherPageTests(Chromium chromium)
{
    private const int TransferMax = 50_000;

    [Theory]
    [InlineData(Store.Alfamart, false)]
    [InlineData(Store.Indomaret, true)]
    public async Task A_scanner_reads_the_code_twice_from_the_screen(Store store, bool isDark)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(store);
        await using var customer = await Visitor.EnterAsync(chromium, sandbox.Gateway, Device.SmallPhone, isDark);

        await customer.Page.GotoAsync(voucher.Address);

        Assert.Equal(
            [$"CODE-128:{voucher.Code}", $"QR-Code:{voucher.Code}"], await Scanner.ReadAsync(customer.Page));
    }

    [Theory]
    [InlineData("id-ID", "Cara membayar")]
    [InlineData("en-GB", "How to pay")]
    public async Task Without_script_all_that_is_needed_at_the_counter_is_there(string language, string howToPay)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(Store.Alfamart);
        await using var customer = await Visitor.EnterAsync(
            chromium, sandbox.Gateway, Device.SmallPhone, hasScript: false, language: language);
        var page = customer.Page;

        await page.GotoAsync(voucher.Address);

        await Assertions.Expect(page.Locator(".code strong")).ToHaveTextAsync(Grouped(voucher.Code));
        await Assertions.Expect(page.GetByText(SampleOrder.Amount, new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("time")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = howToPay })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".steps li")).ToHaveCountAsync(5);
        Assert.Equal([$"CODE-128:{voucher.Code}", $"QR-Code:{voucher.Code}"], await Scanner.ReadAsync(page));

        // What only a script can do does not stand there dead; instead the page says what to do.
        await Assertions.Expect(page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("[data-countdown]")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("noscript p")).ToBeVisibleAsync();
        await sandbox.PayAsync(Store.Alfamart, voucher.Code);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".banner.good h1")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_copy_button_copies_the_digits_alone_and_says_so()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(Store.Indomaret);
        await using var customer = await Visitor.EnterAsync(chromium, sandbox.Gateway, Device.SmallPhone);
        await customer.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

        await customer.Page.GotoAsync(voucher.Address);
        await customer.ClickAsync("Copy");

        await Assertions.Expect(customer.Page.GetByRole(AriaRole.Button)).ToHaveTextAsync("Copied");
        await Assertions.Expect(customer.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Copied");
        Assert.Equal(voucher.Code, await customer.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task A_reader_of_the_other_language_is_one_press_away_and_the_page_still_turns()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(Store.Alfamart);
        await using var customer = await Visitor.EnterAsync(
            chromium, sandbox.Gateway, Device.SmallPhone, language: "id-ID");
        var page = customer.Page;

        await page.GotoAsync(voucher.Address);
        await customer.SeesAsync("Menunggu pembayaran");
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await customer.SeesAsync("Waiting for payment");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await sandbox.PayAsync(Store.Alfamart, voucher.Code);
        await customer.SeesAsync("Paid");

        await page.GetByRole(AriaRole.Link, new() { Name = "Bahasa Indonesia" }).ClickAsync();
        await customer.SeesAsync("Sudah dibayar");
    }

    [Fact]
    public async Task The_time_left_ticks_down_from_what_the_gateway_says()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(Store.Alfamart, minutes: 90);
        await using var customer = await Visitor.EnterAsync(chromium, sandbox.Gateway, Device.SmallPhone);
        await customer.StopClockAsync();

        await customer.Page.GotoAsync(voucher.Address);
        var timer = customer.Page.GetByRole(AriaRole.Timer);
        await Assertions.Expect(timer).ToHaveTextAsync("01:29:59");
        await customer.PassAsync(30 * 60);

        await Assertions.Expect(timer).ToHaveTextAsync("00:59:59");
    }

    [Theory]
    [InlineData("id-ID")]
    [InlineData("en-GB")]
    public async Task A_long_order_prints_on_one_page_with_code_and_steps(string language)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(Store.Alfamart, extras: 30);
        await using var customer = await Visitor.EnterAsync(
            chromium, sandbox.Gateway, Device.SmallPhone, language: language);

        await customer.Page.GotoAsync(voucher.Address);
        var margin = new Margin { Top = "10mm", Bottom = "10mm", Left = "10mm", Right = "10mm" };
        var paper = Encoding.Latin1.GetString(await customer.Page.PdfAsync(new() { Format = "A4", Margin = margin }));
        await customer.Page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.Single(PageOfPdf().Matches(paper));
        await Assertions.Expect(customer.Page.Locator(".barcode")).ToBeVisibleAsync();
        await Assertions.Expect(customer.Page.Locator(".steps li").Last).ToBeVisibleAsync();
        await Assertions.Expect(customer.Page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task It_is_light_enough_for_a_slow_line()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(Store.Alfamart);
        await using var customer = await Visitor.EnterAsync(chromium, sandbox.Gateway, Device.SmallPhone);
        var finished = new List<IRequest>();
        customer.Page.RequestFinished += (_, request) => finished.Add(request);

        await customer.Page.GotoAsync(voucher.Address, new() { WaitUntil = WaitUntilState.Load });
        var sizes = await Task.WhenAll(finished.Select(request => request.SizesAsync()));

        // The page with its drawings, two style sheets and the script; headers count too.
        Assert.True(sizes.Length >= 4, $"{sizes.Length} requests");
        var total = sizes.Sum(size => size.ResponseBodySize + size.ResponseHeadersSize);
        Assert.InRange(total, 1, TransferMax);
    }

    private static string Grouped(string code) => string.Join(' ', code.Chunk(4).Select(group => new string(group)));

    [GeneratedRegex(@"/Type\s*/Page\b(?!s)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex PageOfPdf();
}

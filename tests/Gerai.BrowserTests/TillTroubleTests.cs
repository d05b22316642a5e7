using Gerai.BrowserTests.Support;
using Gerai.Client;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>What goes wrong at tills, by the simulator's buttons: page and books tell what is true.</summary>
public sealed class TillTroubleTests(Chromium chromium)
{
    [Theory]
    [InlineData(Store.Alfamart, "/alfamart/index")]
    [InlineData(Store.Indomaret, "/indomaret/index")]
    public async Task Each_trouble_shows_what_is_true_and_the_books_agree(Store store, string index)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(store);
        await using var visitor = await Visitor.EnterAsync(chromium, sandbox.Gateway, Device.SmallPhone);
        var cashier = new Cashier(visitor, index);

        await cashier.InquireAsync(voucher.Code);
        await cashier.PressAsync("Wrong amount");
        await ToldAsync(cashier, "Simulated payment is unsuccessful");
        await Assertions.Expect(cashier.Receipt).ToHaveCountAsync(0);
        Assert.Equal("pending", await sandbox.StatusAsync(voucher.Order));

        await cashier.InquireAsync(voucher.Code);
        await cashier.PressAsync("One digit mistyped");
        await ToldAsync(cashier, "Simulated payment is unsuccessful");
        Assert.Equal("pending", await sandbox.StatusAsync(voucher.Order));

        await cashier.InquireAsync(voucher.Code);
        await cashier.PressAsync("Pressed twice");
        await ToldAsync(cashier, "Payment successful");
        await Assertions.Expect(cashier.Receipt).ToHaveCountAsync(1);
        await HeardAsync(cashier, "/counter/v1/payments", "/counter/v1/payments");
        Assert.Equal("settlement", await sandbox.StatusAsync(voucher.Order));

        await cashier.InquireAsync(voucher.Code);
        await ToldAsync(cashier, "There is nothing to pay");
        Assert.Equal("settlement", await sandbox.StatusAsync(voucher.Order));
    }

    [Theory]
    [InlineData(Store.Alfamart, "/alfamart/index")]
    [InlineData(Store.Indomaret, "/indomaret/phoenix/index")]
    public async Task An_answer_that_was_lost_is_advised_and_the_money_is_booked_once(Store store, string index)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(store);
        await using var visitor = await Visitor.EnterAsync(chromium, sandbox.Gateway, Device.SmallPhone);
        var cashier = new Cashier(visitor, index);

        await cashier.InquireAsync(voucher.Code);
        await cashier.PressAsync("Answer lost, then advice");

        await ToldAsync(cashier, "Payment successful");
        await Assertions.Expect(cashier.Receipt).ToContainTextAsync(SampleOrder.Amount);
        await HeardAsync(cashier, "/counter/v1/payments", "/counter/v1/advices");
        Assert.Equal("settlement", await sandbox.StatusAsync(voucher.Order));
    }

    [Fact]
    public async Task Indomaret_takes_a_payment_back_and_the_shop_reads_deny()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(Store.Indomaret);
        await using var visitor = await Visitor.EnterAsync(chromium, sandbox.Gateway, Device.SmallPhone);
        var cashier = new Cashier(visitor, "/indomaret/index");

        await cashier.TakeAsync(voucher.Code);
        await cashier.PressAsync("Reverse");

        await ToldAsync(cashier, "The payment is reversed");
        await Assertions.Expect(cashier.Page.GetByText("Give the customer the money back.")).ToBeVisibleAsync();
        await Assertions.Expect(cashier.Receipt).ToHaveCountAsync(0);
        Assert.Equal("deny", await sandbox.StatusAsync(voucher.Order));
    }

    [Fact]
    public async Task Alfamart_takes_nothing_back_and_offers_no_button_for_it()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(Store.Alfamart);
        await using var visitor = await Visitor.EnterAsync(chromium, sandbox.Gateway, Device.SmallPhone);
        var cashier = new Cashier(visitor, "/alfamart/index");

        await cashier.TakeAsync(voucher.Code);

        await Assertions.Expect(cashier.Page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        Assert.Equal("settlement", await sandbox.StatusAsync(voucher.Order));
    }

    [Fact]
    public async Task A_double_click_on_pay_books_once_and_prints_one_receipt()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(Store.Alfamart);
        await using var visitor = await Visitor.EnterAsync(chromium, sandbox.Gateway, Device.SmallPhone);
        var cashier = new Cashier(visitor, "/alfamart/index");

        await cashier.InquireAsync(voucher.Code);
        await cashier.Page.GetByRole(AriaRole.Button, new() { Name = "Pay", Exact = true }).DblClickAsync();

        await ToldAsync(cashier, "Payment successful");
        await Assertions.Expect(cashier.Receipt).ToHaveCountAsync(1);
        Assert.Equal("settlement", await sandbox.StatusAsync(voucher.Order));
    }

    private static Task ToldAsync(Cashier cashier, string headline) =>
        Assertions.Expect(cashier.Outcome.GetByRole(AriaRole.Heading)).ToHaveTextAsync(headline);

    // What went over the wire can be opened below the receipt.
    private static async Task HeardAsync(Cashier cashier, params string[] paths)
    {
        await cashier.Page.GetByText("What the till said and heard").ClickAsync();
        var said = cashier.Page.Locator(".wire:not(.heard)");
        await Assertions.Expect(said).ToHaveCountAsync(paths.Length);
        for (var i = 0; i < paths.Length; i++)
        {
            await Assertions.Expect(said.Nth(i)).ToContainTextAsync($"POST {paths[i]}");
            await Assertions.Expect(said.Nth(i)).ToBeVisibleAsync();
        }
    }
}

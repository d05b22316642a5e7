using Gerai.BrowserTests.Support;
using Gerai.Client;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>
/// The whole human path: a shop's charge, the voucher on a customer's phone, the code typed at the simulator in another
/// tab, the page that turns by itself, and the way back to the shop.
/// </summary>
public sealed class VoucherPathTests(Chromium chromium)
{
    // A little more than the five seconds that the page counts down.
    private const int LeadsAfterSeconds = 6;

    [Theory]
    [InlineData(Store.Alfamart, "id-ID", "/alfamart/index", "Menunggu pembayaran", "Sudah dibayar")]
    [InlineData(Store.Alfamart, "en-GB", "/alfamart/index", "Waiting for payment", "Paid")]
    [InlineData(Store.Indomaret, "id-ID", "/indomaret/index", "Menunggu pembayaran", "Sudah dibayar")]
    [InlineData(Store.Indomaret, "en-GB", "/indomaret/phoenix/index", "Waiting for payment", "Paid")]
    public async Task A_code_paid_at_the_till_turns_the_customers_page_which_leads_back_to_the_shop(
        Store store, string language, string till, string waiting, string paid)
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var shop = await ShopWindow.OpenAsync();
        await sandbox.LeadToAsync(shop);
        var voucher = await sandbox.ChargeAsync(store);
        await using var customer = await Visitor.EnterAsync(
            chromium, sandbox.Gateway, Device.SmallPhone, language: language);
        await customer.StopClockAsync();

        await customer.Page.GotoAsync(voucher.Address);
        await customer.SeesAsync(waiting);
        await customer.Page.EvaluateAsync("window.isTheSamePage = true");
        var cashier = new Cashier(await customer.OpenTabAsync(), till);
        await cashier.InquireAsync(voucher.Code);
        await Assertions.Expect(cashier.Page.Locator(".big")).ToHaveTextAsync(SampleOrder.Amount);
        await cashier.PressAsync("Pay");

        await Assertions.Expect(cashier.Receipt).ToContainTextAsync(voucher.Code);
        await Assertions.Expect(cashier.Receipt).ToContainTextAsync(SampleOrder.ReceiptRow(store));
        await customer.SeesAsync(paid);
        Assert.True(await customer.Page.EvaluateAsync<bool>("window.isTheSamePage"));
        Assert.Equal("settlement", await sandbox.StatusAsync(voucher.Order));
        await customer.PassAsync(LeadsAfterSeconds);
        await IsAtAsync(customer, $"{shop.Finish}&order_id=KS-101&status_code=200&transaction_status=settlement");
    }

    [Fact]
    public async Task Who_stays_is_not_led_away_and_finds_the_way_when_ready()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var shop = await ShopWindow.OpenAsync();
        await sandbox.LeadToAsync(shop);
        var voucher = await sandbox.ChargeAsync(Store.Alfamart);
        await using var customer = await WaitingAsync(sandbox, voucher);
        var lead = customer.Page.GetByRole(AriaRole.Link, new() { Name = "Back to Kopi Senja" });

        await sandbox.PayAsync(Store.Alfamart, voucher.Code);
        await customer.SeesAsync("Paid");
        await customer.ClickAsync("Stay here");
        await Assertions.Expect(lead).ToBeFocusedAsync();
        await customer.PassAsync(LeadsAfterSeconds);
        await customer.SeesAsync("Paid");

        // Opened again, it shows what it has to show.
        await customer.Page.ReloadAsync();
        await customer.PassAsync(LeadsAfterSeconds);
        await lead.ClickAsync();
        await IsAtAsync(customer, $"{shop.Finish}&order_id=KS-101&status_code=200&transaction_status=settlement");
    }

    [Fact]
    public async Task Who_comes_back_before_paying_finds_the_unfinish_page_by_hand()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var shop = await ShopWindow.OpenAsync();
        await sandbox.LeadToAsync(shop);
        var voucher = await sandbox.ChargeAsync(Store.Indomaret);
        await using var customer = await WaitingAsync(sandbox, voucher);

        await customer.Page.GetByRole(AriaRole.Link, new() { Name = "Back to Kopi Senja" }).ClickAsync();

        await IsAtAsync(customer, $"{shop.Unfinish}?order_id=KS-101&status_code=201&transaction_status=pending");
    }

    [Fact]
    public async Task A_code_whose_time_is_over_turns_to_expired()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(Store.Alfamart, minutes: 20);
        await using var customer = await WaitingAsync(sandbox, voucher);

        sandbox.Advance(TimeSpan.FromMinutes(20));

        // The expiry is found by a sweep a little later, by the same clock.
        await sandbox.AdvanceUntilAsync(customer.SeesAsync("Code expired"), TimeSpan.FromSeconds(30));
        await OffersNoCodeToScanAsync(customer);
    }

    [Fact]
    public async Task An_order_that_the_shop_cancels_turns_to_cancelled_and_leads_to_the_error_page()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await using var shop = await ShopWindow.OpenAsync();
        await sandbox.LeadToAsync(shop);
        var voucher = await sandbox.ChargeAsync(Store.Indomaret);
        await using var customer = await WaitingAsync(sandbox, voucher);

        await sandbox.CancelAsync(voucher.Order);

        await customer.SeesAsync("Order cancelled");
        await OffersNoCodeToScanAsync(customer);
        await customer.PassAsync(LeadsAfterSeconds);
        await IsAtAsync(customer, $"{shop.Error}?order_id=KS-101&status_code=200&transaction_status=cancel");
    }

    [Fact]
    public async Task A_payment_that_the_cashier_takes_back_turns_the_paid_page_to_returned()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var voucher = await sandbox.ChargeAsync(Store.Indomaret);
        await using var customer = await WaitingAsync(sandbox, voucher);

        await sandbox.PayAsync(Store.Indomaret, voucher.Code);
        await customer.SeesAsync("Paid");
        await sandbox.ReverseAsync(voucher.Code);

        await customer.SeesAsync("Payment returned");
        await OffersNoCodeToScanAsync(customer);
    }

    private async Task<Visitor> WaitingAsync(Sandbox sandbox, ChargedOrder voucher)
    {
        var customer = await Visitor.EnterAsync(chromium, sandbox.Gateway, Device.SmallPhone);
        await customer.StopClockAsync();
        await customer.Page.GotoAsync(voucher.Address);
        await customer.SeesAsync("Waiting for payment");
        return customer;
    }

    // The voucher's own address is a secret, and stays one.
    private static async Task IsAtAsync(Visitor customer, string address)
    {
        await Assertions.Expect(customer.Page).ToHaveURLAsync(address);
        await Assertions.Expect(customer.Page.Locator("p")).ToHaveTextAsync("came from:");
    }

    // Who went to a store with it now would pay for nothing.
    private static async Task OffersNoCodeToScanAsync(Visitor customer)
    {
        await Assertions.Expect(customer.Page.Locator(".scan")).ToHaveCountAsync(0);
        await Assertions.Expect(customer.Page.Locator("[data-copy]")).ToHaveCountAsync(0);
    }
}

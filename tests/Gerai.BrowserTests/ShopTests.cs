using Gerai.BrowserTests.Support;
using Gerai.Client;
using Microsoft.Playwright;

namespace Gerai.BrowserTests;

/// <summary>samples/Shop, from the shelf to what happens after the counter, as a customer sees it.</summary>
public sealed class ShopTests(Chromium chromium)
{
    [Theory]
    [InlineData(Device.Phone, Store.Alfamart)]
    [InlineData(Device.Phone, Store.Indomaret)]
    [InlineData(Device.Desktop, Store.Alfamart)]
    [InlineData(Device.Desktop, Store.Indomaret)]
    public async Task A_customer_pays_at_the_counter_and_the_page_turns_by_itself(Device device, Store chain)
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street, device);

        var code = await visitor.OrderAsync(chain);
        await visitor.SeesAsync("Waiting for payment");
        await Assertions.Expect(visitor.Page.GetByText($"Cara membayar di {chain}")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator(".pay .big").First).ToHaveTextAsync("Rp148.000");
        await Assertions.Expect(visitor.Page.Locator("[data-left]")).ToContainTextAsync("23:59:");
        await visitor.Page.EvaluateAsync("window.isTheSamePage = true");
        await street.PayAsync(chain, code);

        await visitor.SeesAsync("Paid");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.isTheSamePage"));
        Assert.Equal(
            ["Order placed", "Payment code issued", "Paid at the counter"],
            await visitor.Page.Locator(".history b").AllTextContentsAsync());
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Orders" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator(".orders .pill")).ToHaveTextAsync("Paid");
    }

    [Fact]
    public async Task An_order_that_is_cancelled_shows_no_code_and_owes_nothing()
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street);

        await visitor.OrderAsync(Store.Alfamart);
        await visitor.Page.GetByText("Cancel this order").ClickAsync();
        await visitor.ClickAsync("Yes, cancel it");

        await visitor.SeesAsync("Cancelled");
        await Assertions.Expect(visitor.Page.Locator("[data-code]")).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.GetByText("nothing is owed")).ToBeVisibleAsync();
    }

    // The page was opened before the money came; its button is pressed after.
    [Fact]
    public async Task Cancelling_too_late_shows_that_it_is_paid()
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street, hasScript: false);

        var code = await visitor.OrderAsync(Store.Alfamart);
        await visitor.Page.GetByText("Cancel this order").ClickAsync();
        await street.PayAsync(Store.Alfamart, code);
        await visitor.ClickAsync("Yes, cancel it");

        await visitor.SeesAsync("Paid");
        if (await visitor.Page.Locator(".note").CountAsync() > 0)
        {
            // The news of the payment may have come before the button was pressed; then there was nothing to refuse.
            await Assertions.Expect(visitor.Page.Locator(".note")).ToHaveTextAsync("It was too late to cancel.");
        }
    }

    [Fact]
    public async Task An_order_that_nobody_pays_expires_before_the_customers_eyes()
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street);

        await visitor.OrderAsync(Store.Indomaret);
        await visitor.SeesAsync("Waiting for payment");
        street.Advance(TimeSpan.FromHours(24));

        // The expiry is found by a sweep and told a little later, both by this clock.
        await street.AdvanceUntilAsync(visitor.SeesAsync("Expired"), TimeSpan.FromSeconds(30));
        Assert.Equal("Payment code expired", await visitor.Page.Locator(".history b").Last.TextContentAsync());
    }

    [Fact]
    public async Task A_payment_that_the_store_takes_back_is_told_in_plain_words()
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street);

        var code = await visitor.OrderAsync(Store.Indomaret);
        await street.PayAsync(Store.Indomaret, code);
        await visitor.SeesAsync("Paid");
        await street.ReverseAsync(code);

        await visitor.SeesAsync("Payment taken back");
        await Assertions.Expect(visitor.Page.GetByText("We will not send the order")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_double_click_on_the_checkout_makes_one_order_and_one_charge()
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street);

        await visitor.FillCheckoutAsync(Store.Alfamart);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Get the payment code" }).DblClickAsync();

        await visitor.SeesAsync("Waiting for payment");
        Assert.Equal(1, await street.ChargesAsync());
        await visitor.Page.GotoAsync("/orders");
        await Assertions.Expect(visitor.Page.Locator(".orders li")).ToHaveCountAsync(1);
    }

    // As a browser does that loses its patience, or a proxy that loses an answer.
    [Fact]
    public async Task The_same_form_sent_five_times_at_once_finds_one_order()
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street);

        await visitor.FillCheckoutAsync(Store.Alfamart);
        var orders = await visitor.Page.EvaluateAsync<string[]>(
            """
            Promise.all([1, 2, 3, 4, 5].map(async () => {
              const body = new URLSearchParams(new FormData(document.querySelector("form.columns")));
              return (await fetch("/checkout", { method: "POST", body })).url;
            }))
            """);

        Assert.Matches("/orders/[0-9a-f]{32}$", Assert.Single(orders.Distinct()));
        Assert.Equal(1, await street.ChargesAsync());
    }

    // The client asks again, with waits by this clock, and hears that the order id is in use: by itself.
    [Fact]
    public async Task A_charge_whose_answer_is_lost_is_found_again()
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street);

        await visitor.FillCheckoutAsync(Store.Alfamart);
        street.LoseAnswers(1);
        var click = visitor.ClickAsync("Get the payment code");
        await street.AdvanceUntilAsync(visitor.SeesAsync("Waiting for payment"), TimeSpan.FromSeconds(0.5));
        await click;

        Assert.Equal((16, 1), ((await visitor.CodeAsync()).Length, await street.ChargesAsync()));
    }

    [Fact]
    public async Task Without_script_a_customer_can_still_order_and_see_that_it_is_paid()
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street, hasScript: false);

        var code = await visitor.OrderAsync(Store.Alfamart);
        await street.PayAsync(Store.Alfamart, code);

        // No script can be asked to wait here, so the page is asked for until it has heard.
        while (await visitor.Headline.TextContentAsync() is not "Paid")
        {
            await visitor.Page.ReloadAsync();
        }
    }

    [Fact]
    public async Task A_form_with_mistakes_says_which_and_places_no_order()
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street);

        await visitor.FillCheckoutAsync(Store.Alfamart);
        await visitor.Page.GetByLabel("E-mail").FillAsync("a..@b.c");
        await visitor.Page.GetByLabel("Mobile number").FillAsync("12");
        await visitor.ClickAsync("Get the payment code");

        await Assertions.Expect(visitor.Page.Locator(".errors li")).ToHaveTextAsync(
        [
            "An e-mail address looks like sari@example.com.",
            "An Indonesian mobile number looks like 0812 3456 7890.",
        ]);
        await Assertions.Expect(visitor.Page.GetByLabel("Name")).ToHaveValueAsync("Sari Wulandari");
        Assert.Equal(0, await street.ChargesAsync());
    }

    [Fact]
    public async Task The_cart_takes_ten_of_one_product_and_no_more()
    {
        await using var street = await Street.OpenAsync();
        await using var visitor = await Visitor.EnterAsync(chromium, street);

        await visitor.Page.GotoAsync("/");
        await visitor.ClickAsync("Add to cart Palm sugar");
        await visitor.Page.GotoAsync("/cart");
        await visitor.Page.GetByLabel("How many of Palm sugar").FillAsync("10");
        await visitor.ClickAsync("Update Palm sugar");
        await visitor.Page.GotoAsync("/");
        await visitor.ClickAsync("Add to cart Palm sugar");

        await Assertions.Expect(visitor.Page.Locator(".note")).ToContainTextAsync("10 of Palm sugar are in your cart");
    }
}

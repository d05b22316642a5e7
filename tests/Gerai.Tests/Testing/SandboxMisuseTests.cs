using Gerai.Stores;
using Gerai.Testing;

namespace Gerai.Tests.Testing;

/// <summary>What a test cannot have is refused in a sentence that helps its author.</summary>
public sealed class SandboxMisuseTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_code_that_nobody_has_is_named()
    {
        await using var gerai = await GeraiSandbox.StartAsync();

        var refused = await Assert.ThrowsAsync<SandboxException>(() => gerai.PayAsync("1234567890123456"));

        Assert.Equal("not_found", refused.Reason);
        Assert.StartsWith("1234567890123456 was not paid: ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "No payment of this sandbox has this code; other sandboxes have other books.",
            refused.Message,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => gerai.PayAsync(" "));
    }

    [Fact]
    public async Task A_payment_is_made_once_and_within_its_time()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var paid = await customer.ChargeAsync("order-101");
        var late = await customer.ChargeAsync("order-102");
        await gerai.PayAsync(paid);
        await gerai.Clock.AdvanceAsync(TimeSpan.FromHours(25));

        var again = await Assert.ThrowsAsync<SandboxException>(() => gerai.PayAsync(paid));
        var expired = await Assert.ThrowsAsync<SandboxException>(() => gerai.PayAsync(late));

        Assert.Equal("already_paid", again.Reason);
        Assert.Equal("expired", expired.Reason);
        Assert.Contains("The sandbox's clock shows ", expired.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_paid_is_not_reversed_and_can_still_be_paid()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var code = await customer.ChargeAsync(chain: StoreChain.Indomaret);

        var refused = await Assert.ThrowsAsync<SandboxException>(() => gerai.ReverseAsync(code));
        var unknown = await Assert.ThrowsAsync<SandboxException>(() => gerai.ReverseAsync("123456789012"));

        Assert.Equal("not_paid", refused.Reason);
        Assert.Equal($"{code} was not reversed: it is not paid. Pay it first.", refused.Message);
        Assert.Equal("not_found", unknown.Reason);
        await gerai.PayAsync(code);
    }

    [Fact]
    public async Task Alfamart_takes_nothing_back()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var code = await customer.ChargeAsync();
        await gerai.PayAsync(code);

        var refused = await Assert.ThrowsAsync<SandboxException>(() => gerai.ReverseAsync(code));

        Assert.Equal("reversal_not_offered", refused.Reason);
        Assert.Equal("settlement", await customer.StatusAsync());
    }

    [Fact]
    public async Task Only_a_pending_order_expires()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        await gerai.PayAsync(await customer.ChargeAsync());

        var paid = await Assert.ThrowsAsync<SandboxException>(() => gerai.ExpireAsync("order-101"));
        var unknown = await Assert.ThrowsAsync<SandboxException>(() => gerai.ExpireAsync("order-999"));

        Assert.Equal("order-101 was not expired: it is settled, not pending.", paid.Message);
        Assert.Equal("order-999 was not expired: no payment of this sandbox has this order id.", unknown.Message);
    }

    [Fact]
    public async Task A_notification_that_does_not_come_is_told_with_what_came_instead()
    {
        await using var gerai = await GeraiSandbox.StartAsync(new() { Patience = Short });
        using var customer = new SandboxCustomer(gerai);
        await customer.ChargeAsync();

        var late = await Assert.ThrowsAsync<TimeoutException>(() => gerai.Inbox.NextAsync("settlement"));

        Assert.Equal(
            "No notification of \"settlement\" came within 0.2 s. Heard so far: pending of order-101. "
                + "Retries and expiry wait for Clock.AdvanceAsync.",
            late.Message);
    }

    [Fact]
    public async Task An_inbox_that_is_not_notified_says_who_is()
    {
        await using var gerai = await GeraiSandbox.StartAsync(new()
        {
            Patience = Short,
            NotifyAt = new Uri("http://127.0.0.1:9/notify"),
        });

        var late = await Assert.ThrowsAsync<TimeoutException>(() => gerai.Inbox.NextAsync());

        Assert.Equal(
            "No notification came within 0.2 s. Nothing was heard so far. "
                + "This sandbox notifies http://127.0.0.1:9/notify, not its inbox.",
            late.Message);
    }

    [Fact]
    public async Task Options_that_cannot_be_are_refused_before_anything_starts()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => GeraiSandbox.StartAsync(new() { MerchantName = " " }));
        await Assert.ThrowsAsync<ArgumentException>(() => GeraiSandbox.StartAsync(new() { ServerKey = "" }));
        await Assert.ThrowsAsync<ArgumentException>(
            () => GeraiSandbox.StartAsync(new() { NotifyAt = new Uri("/notify", UriKind.Relative) }));
        await using var gerai = await GeraiSandbox.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => gerai.NotifyAtAsync(new Uri("ftp://127.0.0.1/notify")));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => gerai.Clock.AdvanceAsync(TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => gerai.Clock.Advance(TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => gerai.Trouble.Hang(times: 0));
    }
}

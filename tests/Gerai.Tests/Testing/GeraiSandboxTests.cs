using System.Net;
using System.Net.Sockets;
using Gerai.Stores;
using Gerai.Testing;
using Gerai.Tests.Support;
using Gerai.Wire;

namespace Gerai.Tests.Testing;

/// <summary>What the package promises a merchant's test, but for clock and trouble.</summary>
public sealed class GeraiSandboxTests
{
    [Theory]
    [InlineData(StoreChain.Alfamart, "alfamart")]
    [InlineData(StoreChain.Indomaret, "indomaret")]
    public async Task A_code_is_paid_at_the_counter_and_the_receipt_says_so(object chain, string store)
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var code = await customer.ChargeAsync(chain: (StoreChain)chain);

        var receipt = await gerai.PayAsync(code);

        Assert.Equal(code, receipt.PaymentCode);
        Assert.Equal(store, receipt.Store);
        Assert.Equal(44_000, receipt.Amount);
        Assert.Equal("Test shop", receipt.MerchantName);
        Assert.Equal(20, receipt.Reference.Length);
        Assert.Equal(gerai.Clock.Now.ToUnixTimeSeconds(), receipt.PaidAt.ToUnixTimeSeconds());
        Assert.Equal("settlement", await customer.StatusAsync());
    }

    [Fact]
    public async Task A_payment_at_Indomaret_is_taken_back_and_the_shop_hears_deny()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        var code = await customer.ChargeAsync(chain: StoreChain.Indomaret);
        await gerai.PayAsync(code);

        await gerai.ReverseAsync(code);

        Assert.Equal("deny", await customer.StatusAsync());
        Assert.Equal("order-101", (await gerai.Inbox.NextAsync("deny")).OrderId);
    }

    [Fact]
    public async Task One_order_expires_at_once_and_nothing_else_does()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        await customer.ChargeAsync("order-101");
        await customer.ChargeAsync("order-102");
        var before = gerai.Clock.Now;

        await gerai.ExpireAsync("order-101");

        Assert.Equal("expire", await customer.StatusAsync("order-101"));
        Assert.Equal("pending", await customer.StatusAsync("order-102"));
        Assert.Equal(before, gerai.Clock.Now);
        Assert.Equal("order-101", (await gerai.Inbox.NextAsync("expire")).OrderId);
    }

    [Fact]
    public async Task The_inbox_keeps_body_and_headers_as_they_were_sent()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        await gerai.PayAsync(await customer.ChargeAsync());

        var pending = await gerai.Inbox.NextAsync();
        var told = await gerai.Inbox.NextAsync();

        Assert.Equal("pending", pending.TransactionStatus);
        Assert.Equal("settlement", told.TransactionStatus);
        Assert.Equal("order-101", told.OrderId);
        Assert.Equal("44000.00", told.GrossAmount);
        Assert.Equal(Signature.Of("order-101", "200", "44000.00", gerai.ServerKey), told.SignatureKey);
        Assert.Equal(1, told.Attempt);
        Assert.Equal($"{told.TransactionId}.2", told.EventId);
        Assert.Equal("Veritrans", told.Headers["user-agent"]);
        var key = Convert.FromBase64String(gerai.WebhookSecret["whsec_".Length..]);
        var timestamp = long.Parse(told.Headers["webhook-timestamp"]);
        Assert.Equal(
            WebhookSignature.Of(told.EventId, timestamp, told.RawBody.ToArray(), [key]),
            told.Headers["webhook-signature"]);
        Assert.Equal([pending, told], gerai.Inbox.Heard);
        Assert.Empty(gerai.Inbox.Unread);
    }

    [Fact]
    public async Task A_notification_can_be_handed_on_as_it_came()
    {
        await using var gerai = await GeraiSandbox.StartAsync();
        await using var shop = await Shop.StartAsync();
        using var customer = new SandboxCustomer(gerai);
        using var http = new HttpClient();
        await customer.ChargeAsync();
        var told = await gerai.Inbox.NextAsync();

        using var request = told.ToRequest(shop.NotifyUrl);
        using var answer = await http.SendAsync(request);

        var heard = await shop.NextAsync();
        Assert.Equal(told.Text, heard.Text);
        Assert.Equal(told.Headers["webhook-signature"], heard.Headers["webhook-signature"]);
        Assert.Equal("application/json", heard.Headers["Content-Type"]);
    }

    [Fact]
    public async Task The_shop_is_notified_instead_of_the_inbox_or_beside_it()
    {
        await using var shop = await Shop.StartAsync();
        await using var gerai = await GeraiSandbox.StartAsync(new() { NotifyAt = new Uri(shop.NotifyUrl) });
        using var customer = new SandboxCustomer(gerai);

        var code = await customer.ChargeAsync();
        await gerai.DeliverAsync();
        Assert.Equal("pending", (await shop.NextAsync())["transaction_status"]);
        Assert.Empty(gerai.Inbox.Heard);

        await gerai.NotifyAtAsync(new Uri(shop.NotifyUrl), gerai.Inbox.Address);
        await gerai.PayAsync(code);
        await gerai.DeliverAsync();
        Assert.Equal("settlement", (await shop.NextAsync())["transaction_status"]);
        Assert.Equal("settlement", Assert.Single(gerai.Inbox.Unread).TransactionStatus);
    }

    [Fact]
    public async Task Given_keys_are_the_ones_it_has()
    {
        var options = new GeraiSandboxOptions
        {
            ServerKey = Some.ServerKey,
            ClientKey = Some.ClientKey,
            StartAt = Some.Morning,
            MerchantName = "Kedai Kopi",
        };
        await using var gerai = await GeraiSandbox.StartAsync(options);
        await using var again = await GeraiSandbox.StartAsync(options);

        Assert.Equal(Some.ServerKey, gerai.ServerKey);
        Assert.Equal(Some.ClientKey, gerai.ClientKey);
        Assert.Equal(Some.Morning, gerai.Clock.Now);
        Assert.Equal(again.WebhookSecret, gerai.WebhookSecret);
        Assert.DoesNotContain(Some.ServerKey, $"{options} {gerai}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sandboxes_side_by_side_do_not_see_one_another()
    {
        var started = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => GeraiSandbox.StartAsync()));
        try
        {
            var codes = await Task.WhenAll(started.Select(async gerai =>
            {
                using var customer = new SandboxCustomer(gerai);
                var code = await customer.ChargeAsync();
                await gerai.PayAsync(code);
                await gerai.DeliverAsync();
                return code;
            }));

            Assert.All(started, gerai => Assert.Equal(
                ["pending", "settlement"], gerai.Inbox.Heard.Select(told => told.TransactionStatus)));
            await started[0].Clock.AdvanceAsync(TimeSpan.FromDays(2));
            Assert.True(started[0].Clock.Now - started[1].Clock.Now > TimeSpan.FromDays(1));
            var stranger = await Assert.ThrowsAsync<SandboxException>(() => started[0].PayAsync(codes[1]));
            Assert.Equal("not_found", stranger.Reason);
        }
        finally
        {
            await Task.WhenAll(started.Select(gerai => gerai.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task Nothing_is_left_of_a_sandbox_that_was_disposed()
    {
        var gerai = await GeraiSandbox.StartAsync();
        var folder = gerai.Folder;
        Assert.True(Directory.Exists(folder));
        using (var customer = new SandboxCustomer(gerai))
        {
            await customer.ChargeAsync();
        }

        await gerai.DisposeAsync();

        Assert.False(Directory.Exists(folder));
        using var socket = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, gerai.Address.Port));
    }
}

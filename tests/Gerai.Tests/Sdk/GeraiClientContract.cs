using Gerai.Client;
using Gerai.Tests.Support;

namespace Gerai.Tests.Sdk;

/// <summary>
/// What a shop may rely on, whoever answers. Run against our gateway and against the recorded answers of the original.
/// </summary>
public abstract class GeraiClientContract : IAsyncLifetime
{
    private static readonly TimeSpan Jakarta = TimeSpan.FromHours(7);

    private static readonly AlfamartCharge AtAlfamart = new("order-101", 44_000);

    private static readonly IndomaretCharge AtIndomaret = new("order-102", 162_500);

    private GeraiClient? client;

    private GeraiClient Client => client ??= ClientWith(Some.ServerKey);

    protected abstract Uri Address { get; }

    protected virtual string ServerKey => Some.ServerKey;

    public abstract ValueTask InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask StopAsync();

    /// <summary>The customer pays at the counter.</summary>
    protected abstract Task PayAsync(Transaction charged);

    /// <summary>Indomaret takes the payment back.</summary>
    protected abstract Task ReverseAsync(Transaction charged);

    [Fact]
    public async Task A_charge_at_Alfamart_answers_with_the_code_to_show()
    {
        var charged = await Client.ChargeAsync(AtAlfamart);

        Assert.Equal("order-101", charged.OrderId);
        Assert.Equal(44_000, charged.Amount);
        Assert.Equal(TransactionStatus.Pending, charged.Status);
        Assert.Equal("pending", charged.StatusText);
        Assert.Equal(Store.Alfamart, charged.Store);
        Assert.Equal(16, charged.PaymentCode!.Length);
        Assert.Equal("accept", charged.FraudStatus);
        Assert.Equal("201", charged.StatusCode);
        Assert.Equal("IDR", charged.Currency);
        Assert.Equal(36, charged.TransactionId.Length);
        Assert.Equal(Jakarta, charged.ChargedAt!.Value.Offset);
        Assert.Equal(charged.ChargedAt.Value.AddDays(1), charged.ExpiresAt);
        Assert.Null(charged.SettledAt);
        Assert.False(charged.IsPaid);
    }

    [Fact]
    public async Task A_charge_at_Indomaret_keeps_the_code_a_text()
    {
        var charged = await Client.ChargeAsync(AtIndomaret);

        Assert.Equal(Store.Indomaret, charged.Store);
        Assert.Equal(12, charged.PaymentCode!.Length);
        Assert.Null(charged.FraudStatus);
        Assert.Equal(162_500, charged.Amount);
    }

    [Fact]
    public async Task The_status_tells_when_the_store_took_the_money()
    {
        var charged = await Client.ChargeAsync(AtAlfamart);
        Assert.Equal(TransactionStatus.Pending, (await Client.GetStatusAsync("order-101")).Status);

        await PayAsync(charged);

        var paid = await Client.GetStatusAsync("order-101");
        Assert.Equal(TransactionStatus.Settled, paid.Status);
        Assert.True(paid.IsPaid);
        Assert.Equal(Jakarta, paid.SettledAt!.Value.Offset);
        Assert.Equal(charged.TransactionId, paid.TransactionId);
        Assert.Equal(charged.PaymentCode, paid.PaymentCode);
    }

    [Fact]
    public async Task A_payment_that_Indomaret_takes_back_is_denied()
    {
        var charged = await Client.ChargeAsync(AtIndomaret);
        await PayAsync(charged);
        Assert.NotNull((await Client.GetStatusAsync("order-102")).ApprovalCode);

        await ReverseAsync(charged);

        var denied = await Client.GetStatusAsync("order-102");
        Assert.Equal(TransactionStatus.Denied, denied.Status);
        Assert.False(denied.IsPaid);
    }

    [Fact]
    public async Task Cancel_ends_a_pending_payment_once()
    {
        await Client.ChargeAsync(AtAlfamart);

        var cancelled = await Client.CancelAsync("order-101");
        Assert.Equal(TransactionStatus.Cancelled, cancelled.Status);
        Assert.Null(cancelled.Store);
        Assert.Null(cancelled.PaymentCode);

        Assert.Equal(TransactionStatus.Cancelled, (await Client.GetStatusAsync("order-101")).Status);
        var refused = await Assert.ThrowsAsync<GeraiException>(() => Client.CancelAsync("order-101"));
        Assert.Equal(GeraiError.CannotBeChanged, refused.Error);
        Assert.Equal("412", refused.StatusCode);
    }

    // Protocol 3.26, 1.50: code 407 tells of an expired payment.
    [Fact]
    public async Task Code_407_is_a_status_and_not_an_error()
    {
        await Client.ChargeAsync(AtAlfamart);

        var expired = await Client.ExpireAsync("order-101");
        Assert.Equal("407", expired.StatusCode);
        Assert.Equal(TransactionStatus.Expired, expired.Status);

        Assert.Equal("407", (await Client.GetStatusAsync("order-101")).StatusCode);
    }

    // Protocol 1.54: it comes with HTTP 200.
    [Fact]
    public async Task An_unknown_order_is_an_error_though_HTTP_says_200()
    {
        var refused = await Assert.ThrowsAsync<GeraiException>(() => Client.GetStatusAsync("nobody's order #7/a"));

        Assert.Equal(GeraiError.NotFound, refused.Error);
        Assert.Equal("Transaction doesn't exist.", refused.StatusMessage);
        Assert.NotNull(refused.RequestId);
    }

    [Fact]
    public async Task An_order_that_is_pending_cannot_be_charged_by_another_call()
    {
        await Client.ChargeAsync(AtIndomaret);

        var refused = await Assert.ThrowsAsync<GeraiException>(() => Client.ChargeAsync(AtIndomaret));

        Assert.Equal(GeraiError.OrderIdInUse, refused.Error);
    }

    [Fact]
    public async Task A_wrong_key_is_told_with_the_target_and_without_the_key()
    {
        const string Wrong = "SB-Mid-server-SOMEBODYELSE0000000000";
        using var stranger = ClientWith(Wrong);

        var refused = await Assert.ThrowsAsync<GeraiException>(() => stranger.ChargeAsync(AtAlfamart));

        Assert.Equal(GeraiError.UnknownServerKey, refused.Error);
        Assert.Contains(Address.Authority, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, refused.ToString(), StringComparison.Ordinal);
    }

    private GeraiClient ClientWith(string key) => new(new GeraiClientOptions
    {
        Target = GeraiTarget.At(Address),
        ServerKey = key == Some.ServerKey ? ServerKey : key,
    });
}

using Dapper;
using Gerai.Notifications;
using Gerai.Storage;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Doors;

/// <summary>A gateway that runs, a shop that fails, and the mail about it.</summary>
public sealed class AlertMailTests
{
    // Protocol 6.37.
    [Fact]
    public async Task A_merchant_whose_server_gives_notifications_up_gets_a_mail()
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            options => options with { Mail = smtp.Options() },
            merchant: merchant => merchant with { AlertEmail = EmailAddress.Of("ops@shop.example") });
        gateway.Shop.Answers = _ => Task.FromResult(301);
        await gateway.ChargedCodeAsync();
        await gateway.WaitForStateAsync(NotificationState.GivenUp);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (smtp.Mails() is [])
        {
            limit.Token.ThrowIfCancellationRequested();

            // Not once the mail is on its way: its time limit runs by this clock too.
            if (await AlertsAsync(gateway) == 0)
            {
                gateway.Advance(TimeSpan.FromSeconds(20));
            }

            await Task.Yield();
        }

        Assert.Contains("Use 307 or 308 instead.", smtp.Mails()[0].TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mail_server_there_is_no_mail_and_no_row_about_one()
    {
        await using var gateway = await TestGateway.StartAsync(
            merchant: merchant => merchant with { AlertEmail = EmailAddress.Of("ops@shop.example") });
        gateway.Shop.Answers = _ => Task.FromResult(301);
        await gateway.ChargedCodeAsync();
        await gateway.WaitForStateAsync(NotificationState.GivenUp);

        Assert.False(gateway.Service<EndpointAlerts>().IsOn);
        Assert.Equal(0, await AlertsAsync(gateway));
    }

    private static async Task<long> AlertsAsync(TestGateway gateway)
    {
        await using var connection = await gateway.Service<Database>().OpenAsync(default);
        return await connection.ExecuteScalarAsync<long>("select count(*) from alerts");
    }
}

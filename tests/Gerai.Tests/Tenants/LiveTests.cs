using System.Net.Http.Headers;
using System.Text;
using Gerai.Payments;
using Gerai.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Gerai.Tests.Tenants;

/// <summary>What comes by itself, as it happens: of another merchant's payments nothing does.</summary>
public sealed class LiveTests : IDisposable
{
    private readonly HttpClient http = new();

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task A_stream_of_events_from_anothers_cursor_tells_ones_own_alone()
    {
        await using var office = await Office.OpenAsync();
        var theirs = await Estate.FoundAsync(office);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(office.Address, $"/gerai/v1/events/stream?after={theirs.Ids["cursor"]}"));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(office.Merchant.ServerKey.Text + ":")));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync());

        await theirs.Orders.ChargeAsync("ORDER_RAHASIA_3");
        office.Advance(TimeSpan.FromMilliseconds(1));
        await new Orders(office, office.Merchant).ChargeAsync("order-of-mine");
        var heard = await HearAsync(office, stream, "order-of-mine");

        // The line it began with says where; that was asked for.
        heard = heard.Replace($"id: {theirs.Ids["cursor"]}", "", StringComparison.Ordinal);
        Assert.DoesNotContain(theirs.Marks, mark => heard.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_customers_page_hears_of_its_own_payment_alone()
    {
        await using var office = await Office.OpenAsync();
        var theirs = await Estate.FoundAsync(office);
        var orders = new Orders(office, office.Merchant);
        var order = await orders.ChargeAsync("order-of-mine");
        var address = office.Services.GetRequiredService<IVoucherAddresses>()
            .Of(order.Id, office.Address.AbsoluteUri.TrimEnd('/'));
        using var response = await http.GetAsync(
            new Uri(address + "/events"), HttpCompletionOption.ResponseHeadersRead);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync());

        await theirs.Orders.PayAsync(await theirs.Orders.ChargeAsync("ORDER_RAHASIA_3"));
        await orders.PayAsync(order);
        var heard = await HearAsync(office, stream, "data: Settled");

        Assert.DoesNotContain(theirs.Marks, mark => heard.Contains(mark, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(1, heard.Split("data: Settled").Length - 1);
    }

    // The gateway looks by its own clock, so that is turned until something comes.
    private static async Task<string> HearAsync(Office office, StreamReader stream, string words)
    {
        var heard = new StringBuilder();
        while (!heard.ToString().Contains(words, StringComparison.Ordinal))
        {
            var line = stream.ReadLineAsync();
            while (!line.IsCompleted)
            {
                office.Advance(TimeSpan.FromMilliseconds(10));
                await Task.Yield();
            }

            heard.AppendLine(await line ?? throw new InvalidOperationException($"Ended without {words}: {heard}"));
        }

        return heard.ToString();
    }
}

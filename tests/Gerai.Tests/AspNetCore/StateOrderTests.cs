using System.Text;
using Gerai.AspNetCore;
using Gerai.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Gerai.Tests.AspNetCore;

/// <summary>Which state is handed over after which, for all of them (protocol 5.8 and 6f.4).</summary>
public sealed class StateOrderTests
{
    private static readonly string[] States =
        ["pending", "settlement", "expire", "cancel", "deny", "failure", "refund"];

    [Fact]
    public async Task A_state_is_handed_over_unless_it_would_be_a_step_back()
    {
        await using var database = await TestDatabase.EmptyAsync(GatewayBooks.Kind);
        await using var shop =
            await NotifiedShop.StartAsync(database.ConnectionString, new FakeTimeProvider(Some.Morning));
        var table = new StringBuilder().AppendLine($"{"told, then",-12}{Row(States)}");

        foreach (var told in States)
        {
            var ends = new List<string>();
            foreach (var next in States)
            {
                ends.Add(told == next ? "duplicate" : await EndAsync(shop, told, next));
            }

            table.AppendLine($"{told,-12}{Row(ends)}".TrimEnd());
        }

        Approved.Match("AspNetCore/StateOrderTests.states", table.ToString());
    }

    private static async Task<string> EndAsync(NotifiedShop shop, string told, string next)
    {
        var payment = $"{told}-{next}";
        await shop.PostedAsync(NotifiedShop.Body(told, payment));
        await shop.BecomesAsync(InboxState.Handled, told, payment);
        await shop.PostedAsync(NotifiedShop.Body(next, payment));
        await shop.UntilAsync(one => one.State is not InboxState.Waiting, next, payment);
        return (await shop.StateAsync(next, payment)).ToString().ToLowerInvariant();
    }

    private static string Row(IEnumerable<string> cells) =>
        string.Concat(cells.Select(cell => $"{cell,-12}")).TrimEnd();
}

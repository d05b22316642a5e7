using System.Globalization;
using Gerai.Cli;
using Gerai.LoadTests.Crash;

namespace Gerai.LoadTests.Load;

/// <summary>
/// Customers who charge an order, pay it and begin the next, and who repeat whatever was not answered. None of them
/// ever does anything twice on purpose.
/// </summary>
internal sealed class StubbornCustomers(
    string name, string serverKey, IReadOnlyList<string> shops, Func<Task<Uri>> address) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly SocketsHttpHandler connections = new() { UseProxy = false };
    private int begun;
    private int paid;
    private int lost;

    /// <summary>How many payments were answered as booked.</summary>
    public int Paid => Volatile.Read(ref paid);

    /// <summary>How many calls ended without an answer and were made again.</summary>
    public int Lost => Volatile.Read(ref lost);

    /// <summary>How many orders they begin; lowered while they are at it, it sends them home.</summary>
    public int OrdersMax { get; set; } = int.MaxValue;

    public Task ShopAsync(int customers) => Task.WhenAll(
        Enumerable.Range(0, customers).Select(customer => Task.Run(() => ShopOneByOneAsync(customer))));

    /// <summary>Charges and pays one order, however often it has to be asked.</summary>
    public async Task PayAsync(string order, string shop)
    {
        var charged = await UntilAnsweredAsync(
            http => Core(http, shop).ChargeAsync(WholePayments.ChargeBody(order), CancellationToken.None),
            answer => answer.Code is not ("500" or "503"));

        // The answer that was lost was a success.
        if (charged.Code == "406")
        {
            charged = await UntilAnsweredAsync(
                http => Core(http, shop).StatusAsync(order, CancellationToken.None),
                answer => answer.Code is not ("500" or "503"));
        }

        var code = charged["payment_code"] ?? throw new InvalidOperationException($"Not charged: {charged.Text}");
        var booked = await UntilAnsweredAsync(
            http => CounterCall.SandboxTerminal(http, "alfamart").PayAsync(
                code, CrashAudit.Amount, "R" + order, CancellationToken.None),
            answer => answer["reason"] != "try_again");
        if (booked.IsRefused)
        {
            throw new InvalidOperationException($"{order}: {booked.Refusal}");
        }

        Interlocked.Increment(ref paid);
    }

    public void Dispose() => connections.Dispose();

    private async Task ShopOneByOneAsync(int customer)
    {
        var shop = shops[customer % shops.Count];
        while (Interlocked.Increment(ref begun) is var number && number <= OrdersMax)
        {
            await PayAsync(string.Create(CultureInfo.InvariantCulture, $"{name}-{number:D6}"), shop);
        }
    }

    private CoreApiClient Core(HttpClient http, string shop)
    {
        http.DefaultRequestHeaders.Add("X-Override-Notification", shop);
        return new CoreApiClient(http, serverKey);
    }

    private async Task<T> UntilAnsweredAsync<T>(Func<HttpClient, Task<T>> call, Func<T, bool> isAnswer)
    {
        while (true)
        {
            using var http = new HttpClient(connections, disposeHandler: false) { BaseAddress = await address() };
            try
            {
                var answer = await call(http);
                if (isAnswer(answer))
                {
                    return answer;
                }
            }
            catch (CommandFailure lostAnswer) when (lostAnswer.ExitCode == ExitCode.NoConnection)
            {
                // Asked again below.
            }

            Interlocked.Increment(ref lost);

            // As a program would that is asked to come back later.
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}

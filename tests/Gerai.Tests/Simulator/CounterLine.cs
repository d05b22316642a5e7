using System.Collections.Concurrent;
using Gerai.Tests.Sdk;
using Microsoft.AspNetCore.Http;

namespace Gerai.Tests.Simulators;

/// <summary>
/// A line between the simulator's tills and the counter API, which a test can hear and break. What is not broken is
/// passed on to the byte.
/// </summary>
internal sealed class CounterLine : IAsyncDisposable
{
    private readonly HttpClient http = new();
    private readonly ConcurrentQueue<string> said = new();
    private LittleServer server = null!;

    private CounterLine()
    {
    }

    /// <summary>For <c>Simulator.CounterUrl</c>.</summary>
    public string Address => server.Address.ToString();

    /// <summary>Where the line leads. A gateway is known only after it was told of the line.</summary>
    public Uri? Gateway { get; set; }

    /// <summary>Does with a message what a test says, and tells whether it goes on to the gateway.</summary>
    public Func<string, HttpContext, Task<bool>> Meet { get; set; } = (_, _) => Task.FromResult(true);

    /// <summary>The operations asked for, in order.</summary>
    public IReadOnlyList<string> Said => [.. said];

    public static async Task<CounterLine> StartAsync()
    {
        var line = new CounterLine();
        line.server = await LittleServer.StartAsync((_, context) => line.PassOnAsync(context));
        return line;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        http.Dispose();
    }

    private async Task PassOnAsync(HttpContext context)
    {
        var operation = context.Request.Path.Value!.Split('/')[^1];
        said.Enqueue(operation);
        if (!await Meet(operation, context))
        {
            return;
        }

        using var onwards = new HttpRequestMessage(HttpMethod.Post, new Uri(Gateway!, context.Request.Path));
        onwards.Content = new StreamContent(context.Request.Body);
        onwards.Content.Headers.ContentType = new("application/json");
        onwards.Content.Headers.ContentLength = context.Request.ContentLength;
        foreach (var (name, value) in context.Request.Headers)
        {
            if (name.StartsWith("X-Gerai-", StringComparison.Ordinal))
            {
                onwards.Headers.Add(name, value.ToString());
            }
        }

        using var answer = await http.SendAsync(onwards, TestContext.Current.CancellationToken);
        await LittleServer.SayAsync(context, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

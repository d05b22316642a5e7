using Gerai.Tests.Cli;
using Gerai.Tests.Support;

namespace Gerai.Tests.Faults;

/// <summary>
/// A <c>gerai sandbox</c> in a process of its own that can be killed and started again over the same folder. Who finds
/// it dead asks for its address and waits there until it is up.
/// </summary>
internal sealed class MortalGateway(string notifyUrl) : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-crash-");
    private TaskCompletionSource<Uri> up = NewLife();
    private GeraiProcess? process;

    public string ConnectionString => $"Data Source={Path.Combine(folder.FullName, "gerai.db")};Pooling=False";

    public Task<Uri> AddressAsync() => Volatile.Read(ref up).Task;

    public async Task StartAsync()
    {
        try
        {
            process = await GeraiProcess.ServeAsync(
                "sandbox", "--urls", "http://127.0.0.1:0", "--data", folder.FullName,
                "--server-key", Some.ServerKey, "--client-key", Some.ClientKey, "--notify", notifyUrl);
            up.SetResult(new Uri(process.Url));
        }
        catch (Exception broken) when (!up.Task.IsCompleted)
        {
            // Those who wait must not wait for ever.
            up.SetException(broken);
            throw;
        }
    }

    /// <summary>Kills it as kill -9 does: nothing is finished, nothing is closed.</summary>
    public async Task KillAsync()
    {
        Volatile.Write(ref up, NewLife());
        await process!.DisposeAsync();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    private static TaskCompletionSource<Uri> NewLife() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

namespace Gerai.Tests.AspNetCore;

/// <summary>Looks again and again, where nobody tells when something has happened; not for ever.</summary>
internal static class Look
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="isSo">What is looked for.</param>
    /// <param name="turn">Turns a clock after each look in vain.</param>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Action? turn = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            turn?.Invoke();
            await Task.Yield();
        }
    }
}

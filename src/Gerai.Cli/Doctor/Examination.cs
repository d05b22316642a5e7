using Gerai.Storage;
using Gerai.Values;

namespace Gerai.Cli.Doctor;

/// <summary>
/// Goes through all checks in order: the machine, then whether there is a database, then what is in it. What cannot be
/// looked at because of something found before is left out and told.
/// </summary>
internal sealed class Examination(GatewayFiles files, Uri? url, TimeProvider time)
{
    /// <summary>For one check. Long tables are looked at as far as this goes, and it is said how far.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private readonly List<string> leftOut = [];

    /// <summary>Why some checks were not made, in sentences.</summary>
    public IReadOnlyList<string> LeftOut => leftOut;

    /// <param name="begin">Told of each check before it, with how many are known to come.</param>
    /// <param name="tell">Told of what each has found.</param>
    public async Task RunAsync(Action<Check, int> begin, Action<Check, Finding> tell, CancellationToken cancel)
    {
        var machine = new MachineChecks(files, url);
        var database = new Check("database", stop => DatabaseHosts.LookAsync(files.Database, stop));
        var graves = await RunAsync([.. machine.All, database], begin, tell, cancel);
        if (machine.SealingKey is null)
        {
            leftOut.Add("What is sealed was not looked at: there is no sealing key.");
        }

        if (graves.Contains(database))
        {
            leftOut.Add("The books were not looked at: there is no database.");
            return;
        }

        await using var look = await BooksLook.OpenAsync(files.Database, cancel);
        if ((await RunAsync(BooksChecks.OfSchema(look), begin, tell, cancel)).Count > 0)
        {
            leftOut.Add("The rest of the books was not looked at.");
            return;
        }

        var seal = machine.SealingKey is { } key ? new SecretSeal(key, RandomSource.Secure) : null;
        await RunAsync(BooksChecks.Of(look, seal, time), begin, tell, cancel);
    }

    private static async Task<IReadOnlyList<Check>> RunAsync(
        IReadOnlyList<Check> checks, Action<Check, int> begin, Action<Check, Finding> tell, CancellationToken cancel)
    {
        var wrong = new List<Check>();
        for (var i = 0; i < checks.Count; i++)
        {
            begin(checks[i], checks.Count - i);
            var finding = await LookAsync(checks[i], cancel);
            tell(checks[i], finding);
            if (finding.Verdict is Verdict.Wrong)
            {
                wrong.Add(checks[i]);
            }
        }

        return wrong;
    }

    private static async Task<Finding> LookAsync(Check check, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeLimit);
        try
        {
            return await check.LookAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Finding.Warning(
                $"It was not done after {TimeLimit.TotalSeconds:N0} s and was left.",
                "Look again when the database has less to do.");
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            return Finding.Wrong(
                $"It could not be looked at: {broken.Message}", "Mend what the sentence says, and look again.");
        }
    }
}

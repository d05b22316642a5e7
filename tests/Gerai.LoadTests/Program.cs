using System.Globalization;
using Gerai.LoadTests;
using Gerai.LoadTests.Servers;

// The servers under load are this same program in processes of their own, started by the benchmark.
return args switch
{
    [CeilingServer.Role, var bytes] => await CeilingServer.RunAsync(int.Parse(bytes, CultureInfo.InvariantCulture)),
    [CeilingServer.SampleRole, var path] => await CeilingServer.RunSampleAsync(path),
    [GatewayServer.Role, var folder, var groupMax, .. var notify] =>
        await GatewayServer.RunAsync(folder, int.Parse(groupMax, CultureInfo.InvariantCulture), notify),
    [BareCaller.Role, var calls, var bytes, .. var addresses] => await BareCaller.RunAsync(
        int.Parse(calls, CultureInfo.InvariantCulture), int.Parse(bytes, CultureInfo.InvariantCulture), addresses),
    _ => await BenchmarkCommand.RunAsync(args),
};

using System.Globalization;
using Gerai.LoadTests;
using Gerai.LoadTests.Failover;
using Gerai.LoadTests.Servers;

// A host watches the folder it was started in for new settings, and so hears of each write into the databases below it:
// that would be measured too, here and in the servers.
Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");

// The servers under load are this same program in processes of their own, started by the benchmark.
return args switch
{
    [CeilingServer.Role, var bytes] => await CeilingServer.RunAsync(int.Parse(bytes, CultureInfo.InvariantCulture)),
    [CeilingServer.SampleRole, var path] => await CeilingServer.RunSampleAsync(path),
    [GatewayServer.Role, var database, var groupMax, .. var notify] =>
        await GatewayServer.RunAsync(database, int.Parse(groupMax, CultureInfo.InvariantCulture), notify),
    [GatewayNode.Role, var connectionString] => await GatewayNode.RunAsync(connectionString),
    [BareCaller.Role, var calls, var bytes, .. var addresses] => await BareCaller.RunAsync(
        int.Parse(calls, CultureInfo.InvariantCulture), int.Parse(bytes, CultureInfo.InvariantCulture), addresses),
    _ => await BenchmarkCommand.RunAsync(args),
};

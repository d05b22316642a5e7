using System.Security.Cryptography;
using System.Text;
using Dapper;
using Gerai.Storage;
using Gerai.Values;
using Npgsql;

namespace Gerai.Tests.Support;

/// <summary>Databases on the PostgreSQL server of the tests, which live as long as a test does.</summary>
internal static class TestPostgres
{
    // Servers let in some hundreds, and every gateway has a pool of its own.
    private const int PoolMax = 20;

    private static readonly Lazy<Task<string>> Template = new(FindOrMakeTemplateAsync);

    private static string Server
    {
        get
        {
            var server = Environment.GetEnvironmentVariable("GERAI_TEST_POSTGRES");
            Assert.SkipWhen(server is null, "No PostgreSQL: GERAI_TEST_POSTGRES is not set. ./test starts one.");
            return server;
        }
    }

    /// <summary>Makes a database without any table; how to reach it.</summary>
    public static async Task<string> MakeEmptyAsync() => await MakeAsync("template1");

    /// <summary>Makes a database with every table: a copy of one that was migrated, since copying is fast.</summary>
    public static async Task<string> MakeMigratedAsync()
    {
        _ = Server;
        return await MakeAsync(await Template.Value);
    }

    public static Task DropAsync(string connectionString) =>
        ExecuteAsync($"drop database {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");

    private static async Task<string> MakeAsync(string template)
    {
        var name = $"gerai_{RandomSource.Secure.NextUuid():N}";
        // The way for many small files: half a thousand tables and indexes, nearly all of them empty.
        await ExecuteAsync($"create database {name} template {template} strategy file_copy");
        return To(name);
    }

    // Named after the scripts, so that each program with the same ones finds it, and one with others makes its own.
    // It gets its name when it is finished, and nobody connects to it from then on: PostgreSQL copies no database that
    // somebody is connected to.
    private static async Task<string> FindOrMakeTemplateAsync()
    {
        var name = $"gerai_template_{await HashOfScriptsAsync()}";
        var unfinished = $"{name}_unfinished";
        await using var server = await OpenServerAsync();
        await server.ExecuteAsync($"select pg_advisory_lock(hashtext('{name}'))");
        if (await server.ExecuteScalarAsync<bool>($"select exists (select from pg_database where datname = '{name}')"))
        {
            return name;
        }

        await server.ExecuteAsync($"drop database if exists {unfinished} with (force)");
        await server.ExecuteAsync($"create database {unfinished}");
        var unpooled = new NpgsqlConnectionStringBuilder(To(unfinished)) { Pooling = false };
        await using (var database = new Database(unpooled.ToString()))
        {
            database.Migrate();
        }

        await server.ExecuteAsync($"alter database {unfinished} rename to {name}");
        return name;
    }

    private static async Task<string> HashOfScriptsAsync()
    {
        var gateway = typeof(GatewayApp).Assembly;
        var scripts = new StringBuilder();
        foreach (var script in gateway.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(gateway.GetManifestResourceStream(script)!);
            scripts.Append(script).Append(await reader.ReadToEndAsync());
        }

        const int HashLength = 16;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scripts.ToString())))[..HashLength];
    }

    private static string To(string database) =>
        new NpgsqlConnectionStringBuilder(Server) { Database = database, MaxPoolSize = PoolMax }.ToString();

    private static async Task ExecuteAsync(string sql)
    {
        await using var server = await OpenServerAsync();
        await server.ExecuteAsync(sql);
    }

    private static async Task<NpgsqlConnection> OpenServerAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }
}

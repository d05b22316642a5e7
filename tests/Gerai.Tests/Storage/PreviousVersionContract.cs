using System.Data.Common;
using System.Text.RegularExpressions;
using Dapper;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>The newest schema understands every statement of the version before, and of this one.</summary>
public abstract partial class PreviousVersionContract(DatabaseKind kind) : IAsyncLifetime
{
    // What PostgreSQL cannot tell from the place where a value stands first; a driver tells it beside the value.
    private static readonly Dictionary<string, string> Types = new()
    {
        ["@state"] = "text",
        ["@address"] = "text",
        ["@status"] = "text",
        ["@store"] = "text",
        ["@reference"] = "text",
        ["@email"] = "text",
        ["@field1"] = "text",
        ["@field2"] = "text",
        ["@field3"] = "text",
        ["@version"] = "bigint",
        ["@amount_min"] = "bigint",
        ["@amount_max"] = "bigint",
        ["@opened_from"] = "bigint",
        ["@opened_before"] = "bigint",
        ["@settled_from"] = "bigint",
        ["@settled_before"] = "bigint",
        ["@v0"] = "bigint",
        ["@s0"] = "bigint",
    };

    private TestDatabase books = null!;
    private int asks;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => books = await TestDatabase.FreshAsync(kind);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (books is not null)
        {
            await books.DisposeAsync();
        }
    }

    [Fact]
    public async Task Every_statement_of_the_version_before_is_understood()
    {
        Assert.InRange(PreviousStatements.All.Count, 150, 1_000);
        Assert.Equal("", await ComplaintsAsync(PreviousStatements.All));
    }

    [Fact]
    public async Task Every_statement_of_this_version_is_understood()
    {
        Assert.InRange(SourceStatements.All.Count, 150, 1_000);
        Assert.DoesNotContain(SourceStatements.All, text => text.Contains('{', StringComparison.Ordinal));
        Assert.Equal("", await ComplaintsAsync(SourceStatements.All));
        if (PreviousStatements.IsRelease)
        {
            PreviousStatements.Write(SourceStatements.All);
        }
    }

    [Fact]
    public async Task What_the_version_before_inserts_has_everything_that_a_row_needs()
    {
        var needed = (await NeededAsync()).ToLookup(column => column.Table, column => column.Column);
        var inserts = PreviousStatements.All.Select(text => Insert().Match(text)).Where(insert => insert.Success)
            .ToList();

        Assert.InRange(inserts.Count, 25, 200);
        Assert.All(inserts, insert => Assert.Empty(
            needed[insert.Groups["table"].Value].Except(Columns(insert.Groups["columns"].Value))));
    }

    // Planned with nothing for each value, and not run.
    private async Task<string> ComplaintsAsync(IReadOnlyList<string> statements)
    {
        await using var connection = await books.Database.OpenAsync(Cancel);
        var complaints = new List<string>();
        foreach (var statement in statements)
        {
            try
            {
                await PlanAsync(connection, statement);
            }
            catch (DbException refused)
            {
                complaints.Add($"{refused.Message}: {statement}\n");
            }
        }

        return string.Concat(complaints);
    }

    private async Task PlanAsync(DbConnection connection, string statement)
    {
        if (kind is DatabaseKind.Sqlite)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.PrepareAsync(Cancel);
            return;
        }

        try
        {
            await PlanAsync(connection, statement, _ => "unknown");
        }
        catch (DbException)
        {
            await PlanAsync(connection, statement, name => Types.GetValueOrDefault(name, "unknown"));
        }
    }

    private async Task PlanAsync(DbConnection connection, string statement, Func<string, string> typeOf)
    {
        var names = Parameters().Matches(statement).Select(match => match.Value).Distinct().ToList();
        var numbered = Parameters().Replace(statement, match => $"${names.IndexOf(match.Value) + 1}");
        var types = names.Count > 0 ? $"({string.Join(", ", names.Select(typeOf))})" : "";
        var nothing = names.Count > 0 ? $"({string.Join(", ", names.Select(_ => "null"))})" : "";
        var asked = $"asked_{asks++}";
        await connection.ExecuteAsync($"prepare {asked} {types} as {numbered}");
        await connection.ExecuteAsync($"explain execute {asked} {nothing}");
    }

    private Task<IReadOnlyList<(string Table, string Column)>> NeededAsync() =>
        books.ReadAsync<(string, string)>(kind switch
        {
            // A row of such a key numbers itself.
            DatabaseKind.Sqlite =>
                """
                select t.name, c.name from sqlite_master t join pragma_table_info(t.name) c
                where t.type = 'table' and c."notnull" = 1 and c.dflt_value is null
                    and not (c.pk = 1 and lower(c.type) = 'integer')
                """,
            DatabaseKind.Postgres =>
                """
                select table_name::text, column_name::text from information_schema.columns
                where table_schema = current_schema() and is_nullable = 'NO' and column_default is null
                    and is_identity = 'NO'
                """,
        });

    private static string[] Columns(string list) => list.Split(',', StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"@\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameters();

    [GeneratedRegex(
        @"^insert into (?<table>\w+) \((?<columns>[^)]*)\)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Insert();
}

public sealed class SqlitePreviousVersionTests() : PreviousVersionContract(DatabaseKind.Sqlite);

public sealed class PostgresPreviousVersionTests() : PreviousVersionContract(DatabaseKind.Postgres);

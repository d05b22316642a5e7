using System.Text.RegularExpressions;

namespace Gerai.Tests.Storage;

/// <summary>
/// What a migration may do while nodes of the version before are at work: add what they need not know of
/// (docs/operating.md, A new version).
/// </summary>
internal static partial class MigrationRule
{
    /// <summary>The statements of a script that are more than that.</summary>
    public static IReadOnlyList<string> Offences(string script)
    {
        var statements = Comments().Replace(script, "")
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(statement => Spaces().Replace(statement, " "))
            .ToList();
        var made = statements
            .Select(statement => NewTable().Match(statement))
            .Where(table => table.Success)
            .Select(table => table.Groups["table"].Value)
            .ToHashSet();
        return [.. statements.Where(statement => !OnlyAdds(statement, made))];
    }

    // What is done to a table that this script has made is nobody else's concern. Of an older node's table, it may have
    // rows written that know nothing of a new column, and rows that a new unique index would refuse.
    private static bool OnlyAdds(string statement, HashSet<string> made)
    {
        if (NewTable().IsMatch(statement))
        {
            return true;
        }

        if (Touched().Match(statement) is { Success: true } touched && made.Contains(touched.Groups["table"].Value))
        {
            return true;
        }

        return PlainIndex().IsMatch(statement)
            || (NewColumn().Match(statement) is { Success: true } column
                && (!column.Groups["rest"].Value.Contains("not null", StringComparison.Ordinal)
                    || column.Groups["rest"].Value.Contains("default", StringComparison.Ordinal))
                && !Constraint().IsMatch(column.Groups["rest"].Value));
    }

    [GeneratedRegex("--[^\n]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(
        @"^create table (?<table>\w+) \(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NewTable();

    [GeneratedRegex(
        @"^(create unique index \w+ on|alter table|insert into) (?<table>\w+)\b",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Touched();

    [GeneratedRegex("^create index ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainIndex();

    [GeneratedRegex(
        @"^alter table \w+ add column (?<rest>\w+ .+)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex NewColumn();

    [GeneratedRegex(
        @"\b(unique|primary|check|references)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Constraint();
}

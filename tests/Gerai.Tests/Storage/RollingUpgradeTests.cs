using System.Globalization;
using Gerai.Tests.Support;

namespace Gerai.Tests.Storage;

/// <summary>
/// Nodes of two versions work on the same books while one gives way to the other: a migration only adds, and what the
/// older version says is still understood (decision 0028). The whole of it, with real nodes under load, is
/// <c>./test --upgrade</c>.
/// </summary>
public sealed class RollingUpgradeTests
{
    private const string Migrations = "src/Gerai.Gateway/Storage/Migrations";

    // The first that had to; those before it made the tables.
    private const int FirstThatOnlyAdds = 14;

    // A script that does more, and why an older node does not mind.
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["0017_slots_at_work.postgres.sql"] =
            "Cuts the hot tables into parts in one transaction, under locks an older node waits for; names, columns "
            + "and their order, keys and indexes stay, so its statements go on meaning the same.",
    };

    [Fact]
    public void Every_migration_only_adds_what_older_nodes_need_not_know_of()
    {
        var scripts = Repository.Sources(Migrations, ".sql")
            .ToDictionary(path => Path.GetFileName(path)!, Repository.Read);
        var newer = scripts
            .Where(script => int.Parse(script.Key[..4], CultureInfo.InvariantCulture) >= FirstThatOnlyAdds)
            .ToList();

        Assert.Empty(Exceptions.Keys.Except(newer.Select(script => script.Key)));
        Assert.All(Exceptions.Values, reason => Assert.InRange(reason.Length, 40, 400));
        Assert.All(
            newer.Where(script => !Exceptions.ContainsKey(script.Key)),
            script => Assert.Empty(MigrationRule.Offences(script.Value)));
    }

    [Theory]
    [InlineData("create table seen (id text not null primary key, at_ms bigint not null);")]
    [InlineData("-- why\ncreate table seen (id text not null);\ncreate unique index seen_id on seen (id);")]
    [InlineData("create table seen (id text not null);\ninsert into seen select transaction_id from payments;")]
    [InlineData("create index payments_seen on payments (seen_at_ms) where seen_at_ms is not null;")]
    [InlineData("alter table payments add column seen_at_ms bigint;")]
    [InlineData("alter table payments add column seen\n    bigint not null default 0;")]
    public void What_adds_is_allowed(string script) => Assert.Empty(MigrationRule.Offences(script));

    [Theory]
    [InlineData("drop table payments;")]
    [InlineData("alter table payments drop column details;")]
    [InlineData("alter table payments rename column details to detail;")]
    [InlineData("alter table payments alter column details type bytea;")]
    [InlineData("alter table payments add column seen_at_ms bigint not null;")]
    [InlineData("alter table payments add column seen_at_ms bigint unique;")]
    [InlineData("alter table payments add column seen bigint not null default 0 check (seen < 2);")]
    [InlineData("alter table payments add constraint seen check (version > 0);")]
    [InlineData("create unique index payments_seen on payments (order_id, slot);")]
    [InlineData("drop index payments_code;")]
    [InlineData("update payments set status = 'Settled';")]
    [InlineData("create table seen (id text not null);\ndelete from payments;")]
    public void What_does_more_is_found(string script) => Assert.Single(MigrationRule.Offences(script));
}

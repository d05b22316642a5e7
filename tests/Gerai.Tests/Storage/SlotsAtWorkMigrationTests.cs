using DbUp;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>The hot tables of a PostgreSQL in use are cut by slot, and nothing else about them changes.</summary>
public sealed class SlotsAtWorkMigrationTests
{
    private const string Cut = ".0017_slots_at_work.postgres.sql";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_keeps_its_columns_its_indexes_and_its_rows()
    {
        await using var books = await BeforeAsync();
        await LongHistory.AddAsync(
            books, Some.MerchantId, 1, 1_000, Some.Morning.AddDays(-2), TimeSpan.FromMinutes(1));
        var columns = await ColumnsAsync(books);
        var indexes = await IndexesAsync(books);
        var rows = await RowsAsync(books);

        books.Database.Migrate();

        Assert.Equal(columns, await ColumnsAsync(books));
        Assert.Equal(indexes, await IndexesAsync(books));
        Assert.Equal(rows, await RowsAsync(books));
        Assert.Equal(1_000, await books.CountAsync("payments"));
    }

    [Fact]
    public async Task A_node_that_takes_charges_meanwhile_waits_and_goes_on_with_the_statements_it_has_prepared()
    {
        const int Charges = 300;
        await using var books = await BeforeAsync();
        var payments = StorageContract.PaymentsOf(books);
        var random = new SeededRandom(7);
        var ids = new TransactionIdGenerator(random);
        await using var newer = books.SecondNode();
        var migration = Task.CompletedTask;
        for (var i = 0; i < Charges; i++)
        {
            if (i == Charges / 3)
            {
                migration = Task.Run(newer.Database.Migrate, Cancel);
            }

            var slot = Slot.Of(i);
            var payment = Some.Payment() with
            {
                Id = ids.Next(Some.Morning, slot),
                Order = OrderId.Of($"order-{i}"),
                CodeNumber = CodeNumber.Of(1, i, slot),
            };
            Assert.Equal(
                WriteResult.Written, await payments.OpenAsync(StorageContract.Opening(payment), Cancel));
            Assert.NotNull(await payments.FindAsync(payment.Id, Cancel));
        }

        await migration;
        Assert.Equal(Charges, await books.CountAsync("payments"));
        Assert.Equal(
            [16L],
            await books.ReadAsync<long>("select count(*) from pg_inherits where inhparent = 'payments'::regclass"));
    }

    [Fact]
    public async Task A_database_with_citus_is_left_for_its_operator_to_distribute()
    {
        await using var books = await BeforeAsync();
        await books.ExecuteAsync(
            """
            set allow_system_table_mods = on;
            insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
            select 999999, 'citus', extowner, extnamespace, false, '12.1' from pg_extension where extname = 'plpgsql'
            """);

        books.Database.Migrate();

        Assert.Equal(
            ["r"], await books.ReadAsync<string>("select relkind::text from pg_class where relname = 'payments'"));
    }

    private static async Task<TestDatabase> BeforeAsync()
    {
        var books = await TestDatabase.EmptyAsync(DatabaseKind.Postgres);
        var older = DeployChanges.To.PostgresqlDatabase(books.ConnectionString)
            .WithScriptsEmbeddedInAssembly(
                typeof(GatewayApp).Assembly,
                name => name.EndsWith(".sql", StringComparison.Ordinal)
                    && !name.EndsWith(Cut, StringComparison.Ordinal))
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build();
        Assert.True(older.PerformUpgrade().Successful);
        return books;
    }

    private static Task<IReadOnlyList<string>> ColumnsAsync(TestDatabase books) => books.ReadAsync<string>(
        """
        select concat_ws(' ', c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            pg_get_expr(d.adbin, d.adrelid))
        from pg_attribute a join pg_class c on c.oid = a.attrelid
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
            and a.attnum > 0 and not a.attisdropped
        order by c.relname, a.attnum
        """);

    private static Task<IReadOnlyList<string>> IndexesAsync(TestDatabase books) => books.ReadAsync<string>(
        """
        select replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
        from pg_index i join pg_class c on c.oid = i.indrelid
        where c.relnamespace = 'public'::regnamespace and not c.relispartition
        order by 1
        """);

    private static async Task<IReadOnlyList<string>> RowsAsync(TestDatabase books) =>
    [
        .. await books.ReadAsync<string>("select p::text from payments p order by transaction_id"),
        .. await books.ReadAsync<string>("select h::text from payment_history h order by transaction_id, version"),
    ];
}

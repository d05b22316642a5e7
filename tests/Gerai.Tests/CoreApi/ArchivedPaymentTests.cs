using Gerai.Notifications;
using Gerai.Payments;
using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.CoreApi;

/// <summary>What the doors say of a payment that was taken out of the books (decision 0026).</summary>
public sealed class ArchivedPaymentTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gerai-archive-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task It_is_unknown_everywhere_its_order_is_free_and_late_money_is_kept_for_a_person()
    {
        await using var gateway = await TestGateway.StartAsync();
        var code = await gateway.ChargedCodeAsync();
        Assert.Equal(200, (await gateway.Terminal(StoreChain.Alfamart).PayAsync(code, 44_000, "R-1")).Http);
        await gateway.WaitForStateAsync(NotificationState.Delivered);

        // Stopped meanwhile, since a clock that is turned rings every second of a hundred days.
        await gateway.StopAsync();
        gateway.Clock.Advance(TimeSpan.FromDays(100));
        await gateway.StartAgainAsync();
        var till = gateway.Terminal(StoreChain.Alfamart);
        await gateway.Service<IFigures>().CloseHoursAsync(gateway.Clock.GetUtcNow().AddHours(-1), Cancel);
        var until = Some.Morning.AddDays(2);
        var books = gateway.Service<Database>();
        await new ArchiveExport(books).RunAsync(folder.FullName, until, _ => { }, Cancel);

        var removal = new ArchiveRemoval(
            books, gateway.Service<GroupCommit>(), gateway.Service<SecretSeal>(), gateway.Clock);
        var end = await removal.RunAsync(folder.FullName, until, SomePeople.Operator, _ => { }, Cancel);
        Assert.Equal((1, 44_000), (end.Removed, end.Rupiah));

        Assert.Equal("404", (await gateway.StatusAsync("order-101"))["status_code"]);
        Assert.Equal("not_found", (await till.InquireAsync(code))["reason"]);
        Assert.Equal("not_found", (await till.PayAsync(code, 44_000, "R-1"))["reason"]);
        Assert.Empty(await gateway.Service<IUnmatchedPaymentRepository>().ListAsync(null, 10, Cancel));

        // A network that still reports the money after so long is answered, and a person finds the payment by its code.
        Assert.Equal("unmatched", (await till.AdviseAsync(code, 44_000, "R-1"))["result"]);
        var money = Assert.Single(await gateway.Service<IUnmatchedPaymentRepository>().ListAsync(null, 10, Cancel));
        Assert.Equal((code, "R-1"), (money.Code, money.Reference.Number));
        using var archive = ArchiveFolder.OpenForReading(folder.FullName);
        var manifest = await archive.ReadManifestAsync(Cancel);
        var found = Assert.Single(await ArchiveCheck.FindAsync(archive, manifest, code, Cancel)).Payment;
        Assert.Equal(("Settled", "R-1"), (found.Status, (string)found.Payment["reference"]));

        // The order id is free again, and the code is not given out a second time.
        Assert.NotEqual(code, await gateway.ChargedCodeAsync());
    }
}

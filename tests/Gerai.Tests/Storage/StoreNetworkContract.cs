using Gerai.Storage;
using Gerai.Stores;
using Gerai.Tests.Support;
using Gerai.Values;

namespace Gerai.Tests.Storage;

/// <summary>What <see cref="IStoreNetworkRepository"/> promises.</summary>
public abstract class StoreNetworkContract(DatabaseKind kind) : StorageContract(kind)
{
    private StoreNetworkRepository Networks => new(Books.Database, Books.Group, Some.Seal);

    [Fact]
    public async Task A_network_is_found_by_its_name_with_the_secret_that_checks_its_signatures()
    {
        var network = new StoreNetwork(
            "toko 'satu'", StoreChain.Indomaret, GatewayEnvironment.Production, "rahasia ☕ \" '");
        Assert.True(await Networks.AddAsync(network, By, Now, Cancel));
        Assert.True(await Networks.AddAsync(Some.Network(), null, Now, Cancel));

        Assert.Equal(network, await Networks.FindAsync(network.Name, Now, Cancel));
        Assert.Equal(Some.Network(), await Networks.FindAsync(Some.Network().Name, Now, Cancel));
        Assert.Null(await Networks.FindAsync("Alfamart-Sandbox", Now, Cancel));
        Assert.Null(await Networks.FindAsync("", Now, Cancel));
    }

    [Fact]
    public async Task A_name_that_is_taken_keeps_its_secret()
    {
        Assert.True(await Networks.AddAsync(Some.Network(), null, Now, Cancel));
        Assert.False(await Networks.AddAsync(Some.Network() with { Secret = "another" }, By, Now, Cancel));

        Assert.Equal(Some.Network(), await Networks.FindAsync(Some.Network().Name, Now, Cancel));
    }

    [Fact]
    public async Task While_a_secret_rotates_both_are_good_and_only_the_new_one_after_it()
    {
        var name = Some.Network().Name;
        var end = Now.AddHours(24);
        Assert.True(await Networks.AddAsync(Some.Network(), null, Now, Cancel));
        Assert.True(await Networks.RotateAsync(name, "second", By, Now.AddHours(1), end, Cancel));

        var during = await Networks.FindAsync(name, end.AddMilliseconds(-1), Cancel);
        var after = await Networks.FindAsync(name, end, Cancel);

        Assert.Equal(("second", Some.Network().Secret), (during!.Secret, Assert.Single(during.EarlierSecrets)));
        Assert.Equal("second", after!.Secret);
        Assert.Empty(after.EarlierSecrets);
        Assert.False(await Networks.RotateAsync("nobody", "third", By, Now, end, Cancel));
    }

    [Fact]
    public async Task A_secret_that_has_leaked_ends_at_once_also_when_another_rotation_had_left_it_longer()
    {
        var name = Some.Network().Name;
        Assert.True(await Networks.AddAsync(Some.Network(), null, Now, Cancel));
        Assert.True(await Networks.RotateAsync(name, "second", By, Now, Now.AddDays(7), Cancel));
        Assert.True(await Networks.RotateAsync(name, "third", By, Now.AddHours(1), Now.AddHours(1), Cancel));

        var network = await Networks.FindAsync(name, Now.AddHours(1), Cancel);

        Assert.Equal("third", network!.Secret);
        Assert.Empty(network.EarlierSecrets);
        Assert.Equal(1, await Books.CountAsync("network_secrets"));
    }

    [Fact]
    public async Task A_network_that_is_switched_off_is_as_good_as_none_until_it_is_switched_on()
    {
        var name = Some.Network().Name;
        Assert.True(await Networks.AddAsync(Some.Network(), null, Now, Cancel));

        Assert.True(await Networks.SwitchAsync(name, isOn: false, By, Now, Cancel));
        Assert.False(await Networks.SwitchAsync(name, isOn: false, By, Now, Cancel));
        Assert.Null(await Networks.FindAsync(name, Now, Cancel));
        Assert.Equal(Now, Assert.Single(await Networks.ListAsync(Now, 10, Cancel)).ClosedAt);
        Assert.True(await Networks.SwitchAsync(name, isOn: true, By, Now, Cancel));
        Assert.False(await Networks.SwitchAsync(name, isOn: true, By, Now, Cancel));
        Assert.Equal(Some.Network(), await Networks.FindAsync(name, Now, Cancel));
        Assert.False(await Networks.SwitchAsync("nobody", isOn: false, By, Now, Cancel));
    }

    [Fact]
    public async Task The_list_tells_secrets_by_their_fingerprints_and_each_change_has_its_line()
    {
        var other = new StoreNetwork("alfa-2", StoreChain.Alfamart, GatewayEnvironment.Production, "rahasia");
        Assert.True(await Networks.AddAsync(Some.Network(), null, Now, Cancel));
        Assert.True(await Networks.AddAsync(other, By, Now, Cancel));
        Assert.True(await Networks.RotateAsync(other.Name, "baru", By, Now.AddHours(1), Now.AddHours(2), Cancel));
        Assert.True(await Networks.SwitchAsync(other.Name, isOn: false, By, Now.AddHours(1), Cancel));

        var list = await Networks.ListAsync(Now.AddHours(1), 10, Cancel);

        Assert.Equal([other.Name, Some.Network().Name], list.Select(network => network.Name));
        Assert.Equal(
            [
                new SecretEntry(Some.Seal.Fingerprint("baru"), Now.AddHours(1), null),
                new SecretEntry(Some.Seal.Fingerprint("rahasia"), Now, Now.AddHours(2)),
            ],
            list[0].Secrets);
        Assert.Single(await Networks.ListAsync(Now, 1, Cancel));
        Assert.Equal(
            ["NetworkAdded", "NetworkSecretRotated", "NetworkSwitchedOff"],
            await Books.ReadAsync<string>("select kind from activity where chain = '' order by number"));
        Assert.DoesNotContain(
            "baru", await Books.ReadAsync<string>("select after from activity where after is not null"));
    }

    [Fact]
    public async Task Of_many_rotations_at_once_each_that_is_told_so_is_in_the_books()
    {
        await using var node = Books.SecondNode();
        IStoreNetworkRepository[] nodes =
            [Networks, new StoreNetworkRepository(node.Database, node.Group, Some.Seal)];
        var name = Some.Network().Name;
        Assert.True(await Networks.AddAsync(Some.Network(), null, Now, Cancel));

        var won = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(
            () => nodes[i % 2].RotateAsync(name, $"secret {i}", By, Now, Now.AddHours(1), Cancel), Cancel)));

        var network = await Networks.FindAsync(name, Now, Cancel);
        var told = Enumerable.Range(0, 12).Where(i => won[i]).Select(i => $"secret {i}").Append(Some.Network().Secret);
        Assert.Equal(told.Order(), network!.EarlierSecrets.Append(network.Secret).Order());
        Assert.Equal(
            1, await Books.CountAsync("network_secrets where valid_until_ms is null"));
    }
}

public sealed class SqliteStoreNetworkTests() : StoreNetworkContract(DatabaseKind.Sqlite);

public sealed class PostgresStoreNetworkTests() : StoreNetworkContract(DatabaseKind.Postgres);

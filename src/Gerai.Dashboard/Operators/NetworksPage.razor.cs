using Gerai.Dashboard.Frame;
using Gerai.People;
using Gerai.Stores;
using Gerai.Values;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Gerai.Dashboard.Operators;

/// <summary>The store networks: added, switched off and on, and given new secrets.</summary>
public sealed partial class NetworksPage
{
    // Networks are few: a chain has one, seldom two.
    private const int ShownMax = 200;
    private const int UsualHours = 24;
    private const string NameLabel = "Name: letters, digits, hyphens";

    private static readonly string[] Kinds =
    [
        nameof(ActivityKind.NetworkAdded),
        nameof(ActivityKind.NetworkSecretRotated),
        nameof(ActivityKind.NetworkSwitchedOff),
        nameof(ActivityKind.NetworkSwitchedOn),
    ];

    private IReadOnlyList<NetworkEntry> networks = [];
    private string? rotating;
    private int hours = UsualHours;
    private string name = "";
    private StoreChain chain;
    private GatewayEnvironment environment;
    private string? complaint;
    private string? said;
    private bool isSaidBad;
    private string? secret;
    private string? secretOf;

    [Inject]
    private IStoreNetworkRepository Repository { get; set; } = null!;

    [Inject]
    private RandomSource Chance { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private RunningGateway Gateway { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    private string Title => Say("Jaringan toko", "Store networks");

    private string OnWord => Say("Menyala", "On");

    private string OffWord => Say("Mati", "Off");

    private string RotateWord => Say("Ganti rahasia", "Rotate");

    private string Deed(NetworkEntry network) =>
        network.ClosedAt is null ? Say("Matikan", "Switch off") : Say("Nyalakan", "Switch on");

    private string End(SecretEntry one) => one.Until is { } until
        ? Say($"berlaku sampai {WesternTime.Of(until)}", $"good until {WesternTime.Of(until)}")
        : Say("terbaru", "newest");

    protected override async Task LoadAsync()
    {
        environment = Gateway.IsSandbox ? GatewayEnvironment.Sandbox : GatewayEnvironment.Production;
        await ReadAsync();
    }

    private async Task ReadAsync() => networks = await Repository.ListAsync(Time.GetUtcNow(), ShownMax, Left);

    private void Ask(string network)
    {
        Quiet();
        (rotating, hours) = (rotating == network ? null : network, UsualHours);
    }

    private void Quiet() => (complaint, said, secret, isSaidBad) = (null, null, null, false);

    private void ForgetSecret() => secret = null;

    private async Task AddAsync()
    {
        Quiet();
        if (!StoreNetwork.IsName(name.Trim()))
        {
            complaint = Say(
                $"Nama terdiri dari 1 sampai {StoreNetwork.NameLengthMax} huruf, angka dan tanda hubung.",
                $"A network's name has 1 to {StoreNetwork.NameLengthMax} letters, digits and hyphens.");
            return;
        }

        if (!await MayStillOperateAsync())
        {
            return;
        }

        var network = new StoreNetwork(name.Trim(), chain, environment, StoreNetwork.NewSecret(Chance));
        if (!await Repository.AddAsync(network, Operator, Time.GetUtcNow(), Left))
        {
            complaint = Say($"Sudah ada jaringan {network.Name}.", $"There is a network {network.Name} already.");
            return;
        }

        (secret, secretOf, name) = (network.Secret, network.Name, "");
        await ReadAsync();
    }

    private async Task RotateAsync(string network)
    {
        Quiet();
        if (!await MayStillOperateAsync())
        {
            return;
        }

        var next = StoreNetwork.NewSecret(Chance);
        var now = Time.GetUtcNow();
        if (await Repository.RotateAsync(network, next, Operator, now, now.AddHours(hours), Left))
        {
            (secret, secretOf) = (next, network);
        }
        else
        {
            (said, isSaidBad) = (Overtaken(network), true);
        }

        rotating = null;
        await ReadAsync();
    }

    private async Task SwitchAsync(NetworkEntry network)
    {
        Quiet();
        var goesOn = network.ClosedAt is not null;
        var isSure = await Dialogs.ShowMessageBoxAsync(
            goesOn ? Say("Nyalakan?", "Switch it on?") : Say("Matikan?", "Switch it off?"),
            goesOn
                ? Say(
                    $"Kasir {network.Name} dapat menerima pembayaran lagi.",
                    $"The tills of {network.Name} can take payments again.")
                : Say(
                    $"Semua kasir {network.Name} langsung ditolak, seolah jaringan ini tidak ada.",
                    $"Every till of {network.Name} is refused at once, as if the network did not exist."),
            Deed(network),
            cancelText: Say("Batal", "Cancel"));
        if (isSure is not true || !await MayStillOperateAsync())
        {
            return;
        }

        isSaidBad = !await Repository.SwitchAsync(network.Name, goesOn, Operator, Time.GetUtcNow(), Left);
        said = isSaidBad
            ? Overtaken(network.Name)
            : goesOn
                ? Say($"{network.Name} dinyalakan.", $"{network.Name} is on again.")
                : Say($"{network.Name} dimatikan.", $"{network.Name} is switched off.");
        await ReadAsync();
    }

    private string Overtaken(string network) => Say(
        $"{network} baru saja diubah orang lain; daftarnya sudah diperbarui.",
        $"Somebody else changed {network} just now; the list is up to date again.");
}

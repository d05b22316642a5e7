using Gerai.Merchants;
using Gerai.People;
using Microsoft.AspNetCore.Components;

namespace Gerai.Dashboard.Settings;

/// <summary>Settings, General (protocol 7.12): the merchant's name, and names of its custom fields.</summary>
public sealed partial class GeneralPage
{
    private static readonly string[] Kinds = [nameof(ActivityKind.NameChanged), nameof(ActivityKind.CustomFieldNamed)];

    // The name, then the three fields.
    private string?[] written = new string?[4];
    private string?[] wrong = new string?[4];
    private Merchant? seen;
    private Merchant? theirs;
    private string changedBy = "";
    private bool isThere;
    private bool isSaved;
    private bool mayChange;
    private int revision;

    [Inject]
    private MerchantAccounts Accounts { get; set; } = null!;

    [Inject]
    private IActivityLog Log { get; set; } = null!;

    private string Title => Say("Umum", "General");

    private string FieldsExplained => Say(
        "Misalnya Nomor meja; begitu nama field ini di portal dan di berkas CSV. Kosong untuk nama biasa.",
        "Such as Table number; what the portal and the CSV file call the field. Empty for its usual name.");

    private string[] Labels =>
    [
        Say("Nama merchant", "Merchant name"),
        .. Enumerable.Range(1, 3)
            .Select(number => Say($"Nama custom field {number}", $"Name of custom field {number}")),
    ];

    protected override async Task LoadAsync()
    {
        mayChange = Visit.May(Permission.ChangeConfiguration);
        Show(await Accounts.ReadAsync(Merchant, Left));
        isThere = true;
    }

    private void Show(Merchant merchant) =>
        (seen, theirs, written, wrong) = (merchant, null, Texts(merchant), new string?[4]);

    private async Task UpdateAsync()
    {
        isSaved = false;
        if (!await MayStillAsync(Permission.ChangeConfiguration) || Read() is not { } wanted)
        {
            return;
        }

        isSaved = await Accounts.ChangeSettingsAsync(seen!, wanted, Actor, Left) is SettingsChange.Changed;
        var now = await Accounts.ReadAsync(Merchant, Left);
        if (isSaved)
        {
            Show(now);
            revision++;
            return;
        }

        theirs = now;
        var last = await Log.NewestAsync(Merchant, [.. Kinds.Select(Enum.Parse<ActivityKind>)], 1, Left);
        changedBy = last is [var entry] ? entry.Activity.By.Name : Say("Seseorang", "Somebody");
    }

    private Task InsistAsync()
    {
        (seen, theirs) = (theirs, null);
        return UpdateAsync();
    }

    private Merchant? Read()
    {
        var texts = written.Select(text => (text ?? "").Trim()).ToArray();

        // A name from before this rule, or given at the gateway's machine, may stay as it is.
        var isName = texts[0] == seen!.Name || Gerai.Merchants.Merchant.IsName(texts[0]);
        wrong =
        [
            isName ? null : Say(
                $"Nama memuat 1 sampai {Gerai.Merchants.Merchant.NameLengthMax} huruf, angka dan spasi, tanpa simbol.",
                $"A name has 1 to {Gerai.Merchants.Merchant.NameLengthMax} letters, digits and blanks, no symbols."),
            .. texts[1..].Select(text => text.Length == 0 || CustomFieldNames.IsName(text) ? null : Say(
                $"Paling banyak {CustomFieldNames.LengthMax} karakter, tanpa tanda kutip dan <.",
                $"At most {CustomFieldNames.LengthMax} characters, without quotes and <.")),
        ];
        return wrong.All(one => one is null)
            ? seen with
            {
                Name = texts[0],
                FieldNames = new CustomFieldNames(OrNone(texts[1]), OrNone(texts[2]), OrNone(texts[3])),
            }
            : null;

        static string? OrNone(string text) => text.Length == 0 ? null : text;
    }

    private List<(string Name, string Theirs, string Yours)> Differences() =>
    [
        .. Labels.Zip(Texts(theirs!), written)
            .Select(one => (one.First, one.Second ?? "", one.Third ?? ""))
            .Where(one => one.Item2 != one.Item3),
    ];

    private static string?[] Texts(Merchant merchant) =>
    [
        merchant.Name,
        merchant.FieldNames.First ?? "",
        merchant.FieldNames.Second ?? "",
        merchant.FieldNames.Third ?? "",
    ];
}

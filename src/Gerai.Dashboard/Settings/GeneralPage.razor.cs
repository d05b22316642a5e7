using Gerai.Merchants;
using Gerai.People;

namespace Gerai.Dashboard.Settings;

/// <summary>Settings, General (protocol 7.12): the merchant's name, and names of its custom fields.</summary>
public sealed partial class GeneralPage
{
    protected override string[] Kinds { get; } =
        [nameof(ActivityKind.NameChanged), nameof(ActivityKind.CustomFieldNamed)];

    // The name, then the three fields.
    private string?[] written = new string?[4];
    private string?[] wrong = new string?[4];

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

    private protected override void Show(Merchant merchant) =>
        (written, wrong) = (Texts(merchant), new string?[4]);

    private protected override Merchant? Read()
    {
        var texts = written.Select(text => (text ?? "").Trim()).ToArray();

        // A name from before this rule, or given at the gateway's machine, may stay as it is.
        var isName = texts[0] == Seen!.Name || Gerai.Merchants.Merchant.IsName(texts[0]);
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
            ? Seen with
            {
                Name = texts[0],
                FieldNames = new CustomFieldNames(OrNone(texts[1]), OrNone(texts[2]), OrNone(texts[3])),
            }
            : null;

        static string? OrNone(string text) => text.Length == 0 ? null : text;
    }

    private List<(string Name, string Theirs, string Yours)> Differences() =>
    [
        .. Labels.Zip(Texts(Theirs!), written)
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

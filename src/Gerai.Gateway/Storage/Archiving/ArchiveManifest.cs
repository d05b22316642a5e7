using System.Text.Json.Serialization;

namespace Gerai.Storage;

/// <summary>What an archive consists of: the files that are whole, and what is in each.</summary>
internal sealed record ArchiveManifest
{
    public const string FormatName = "gerai-archive/1";

    public string Format { get; init; } = FormatName;

    public IReadOnlyList<ArchivedFile> Files { get; init; } = [];

    /// <summary>All files together, by status.</summary>
    public IReadOnlyDictionary<string, ArchivedTotal> Statuses => Sum(Files);

    public static IReadOnlyDictionary<string, ArchivedTotal> Sum(IEnumerable<ArchivedFile> files) =>
        new SortedDictionary<string, ArchivedTotal>(
            files.SelectMany(file => file.Statuses)
                .GroupBy(status => status.Key)
                .ToDictionary(
                    same => same.Key,
                    same => new ArchivedTotal(
                        same.Sum(one => one.Value.Payments), same.Sum(one => one.Value.Rupiah))),
            StringComparer.Ordinal);
}

/// <summary>One file: payments that a merchant charged in one month, Western Indonesian Time.</summary>
internal sealed record ArchivedFile
{
    public required string File { get; init; }

    public required string MerchantId { get; init; }

    /// <summary>As in <c>2026-01</c>.</summary>
    public required string Month { get; init; }

    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    public required long Payments { get; init; }

    /// <summary>How many rows of each table.</summary>
    public required IReadOnlyDictionary<string, long> Rows { get; init; }

    public required IReadOnlyDictionary<string, ArchivedTotal> Statuses { get; init; }

    public required long FirstChargedAtMs { get; init; }

    public required long LastChargedAtMs { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ArchiveManifest))]
internal sealed partial class ArchiveJson : JsonSerializerContext;

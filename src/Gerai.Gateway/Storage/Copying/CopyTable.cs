namespace Gerai.Storage;

/// <summary>A column as the copy knows it: a text or a whole number, and nothing else is in the books.</summary>
internal sealed record CopyColumn(string Name, bool IsText);

/// <summary>A table as a database says that it has it: its columns by name, and those of its primary key.</summary>
internal sealed class CopyTable
{
    // What belongs to a database and not to the shop, and why it stays behind.
    private static readonly Dictionary<string, string> LeftOut = new(StringComparer.OrdinalIgnoreCase)
    {
        ["schemaversions"] = "Which scripts have run here: the target keeps its own list.",
        ["commit_marks"] =
            "Marks of this database's own transactions; no other database's commits can be found by them.",
        [UnfinishedCopy.Table] = "Says that the books in which it stands are not complete.",
    };

    private readonly int[] keyPlaces;

    public CopyTable(string name, IEnumerable<CopyColumn> columns, IReadOnlySet<string> key)
    {
        Name = name;
        Columns = [.. columns.OrderBy(column => column.Name, StringComparer.Ordinal)];
        Key = [.. Columns.Where(column => key.Contains(column.Name))];
        keyPlaces = [.. Key.Select(part => Columns.IndexOf(part))];
        if (Key.Count == 0)
        {
            throw new CopyRefusal($"The table {name} has no primary key, so its rows cannot be told apart.");
        }
    }

    public string Name { get; }

    public List<CopyColumn> Columns { get; }

    public List<CopyColumn> Key { get; }

    public string ColumnList => string.Join(", ", Columns.Select(column => column.Name));

    public string KeyList => string.Join(", ", Key.Select(part => part.Name));

    public static bool IsLeftOut(string name) => LeftOut.ContainsKey(name);

    /// <summary>By what a row is found: its key, as one text. No text of the books holds the letter between.</summary>
    public string KeyOf(object?[] row) => string.Join('\0', keyPlaces.Select(place => row[place]));

    /// <summary>One part of the key of a row.</summary>
    public object? KeyPart(object?[] row, int part) => row[keyPlaces[part]];

    /// <summary>A key as a person reads it.</summary>
    public string KeyText(object?[] row) => string.Join(' ', keyPlaces.Select(place => row[place]));

    /// <summary>Whether the other database has the table just so.</summary>
    public bool IsLike(CopyTable other) =>
        Columns.SequenceEqual(other.Columns)
        && Key.Select(part => part.Name).ToHashSet().SetEquals(other.Key.Select(part => part.Name));
}

using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// Adds lines to the activity log within somebody else's transaction, so that a change and its line are written
/// together or not at all.
/// </summary>
internal static class ActivityLines
{
    public static string Chain(MerchantId? merchant) => merchant?.ToString() ?? "";

    /// <summary>
    /// Waits until no other node is changing this chain, and keeps it until the commit. Needed before reading what a
    /// change depends on.
    /// </summary>
    public static void Lock(WriteSession session, MerchantId? merchant)
    {
        var chain = Chain(merchant);
        session.Execute(
            "insert into activity_heads (chain, number, hash) values (@chain, 0, '') on conflict do nothing",
            ("chain", chain));
        session.Execute("update activity_heads set number = number where chain = @chain", ("chain", chain));
    }

    public static void Append(WriteSession session, SecretSeal seal, Activity activity)
    {
        Lock(session, activity.Merchant);
        var chain = Chain(activity.Merchant);
        var (number, before) = session.Query(
            "select number, hash from activity_heads where chain = @chain",
            row => (row.GetInt64(0), row.GetString(1)),
            ("chain", chain))[0];
        var hash = Hash(seal, before, ++number, activity);
        Insert(session, chain, new ActivityEntry(number, activity, hash));
        session.Execute(
            "update activity_heads set number = @number, hash = @hash where chain = @chain",
            ("number", number),
            ("hash", hash),
            ("chain", chain));
    }

    /// <summary>
    /// Keyed, so that who can write into the database but has no sealing key cannot make a line that fits.
    /// </summary>
    public static string Hash(SecretSeal seal, string before, long number, Activity activity)
    {
        string?[] parts =
        [
            "activity", before, Chain(activity.Merchant), $"{number}", $"{activity.At.ToUnixTimeMilliseconds()}",
            activity.Kind.ToString(), activity.By.Name, activity.By.Person?.Text, activity.By.From, activity.About,
            activity.Before, activity.After,
        ];

        // Each with its length, so that no text can pass for the end of one and the beginning of the next.
        return seal.Hash(string.Concat(parts.Select(part => part is null ? "-;" : $"{part.Length}:{part};")));
    }

    private static void Insert(WriteSession session, string chain, ActivityEntry entry) => session.Execute(
        """
        insert into activity (
            chain, number, at_ms, kind, who, person_id, address, about, before, after, hash)
        values (@chain, @number, @at, @kind, @who, @person, @address, @about, @before, @after, @hash)
        """,
        ("chain", chain),
        ("number", entry.Number),
        ("at", entry.Activity.At.ToUnixTimeMilliseconds()),
        ("kind", entry.Activity.Kind.ToString()),
        ("who", entry.Activity.By.Name),
        ("person", entry.Activity.By.Person?.Text),
        ("address", entry.Activity.By.From),
        ("about", entry.Activity.About),
        ("before", entry.Activity.Before),
        ("after", entry.Activity.After),
        ("hash", entry.Hash));
}

using Dapper;
using Gerai.Merchants;
using Gerai.People;
using Gerai.Values;

namespace Gerai.Storage;

/// <summary>
/// The merchants and their secrets. A server key goes in as a keyed hash to find it by, and sealed; a webhook secret
/// sealed. Of each kind the newest is the one without an end.
/// </summary>
internal sealed class MerchantRepository(Database database, GroupCommit group, SecretSeal seal) : IMerchantRepository
{
    // One row a webhook secret, the newest first; a merchant without any is one row too.
    private const string Select =
        """
        select m.merchant_id, m.name, m.client_key, m.notification_urls, m.stores, m.closed_at_ms, m.retry_waits,
            m.alert_email, m.finish_url, m.unfinish_url, m.error_url, m.mails_off, m.custom_field1_name,
            m.custom_field2_name, m.custom_field3_name, newest.key_sealed as server_key_sealed,
            s.secret_sealed as webhook_secret_sealed, s.valid_until_ms as webhook_secret_until_ms
        from merchants m
        join server_keys newest on newest.merchant_id = m.merchant_id and newest.valid_until_ms is null
        left join webhook_secrets s on s.merchant_id = m.merchant_id
        """;

    public Task<Merchant?> FindByKeyAsync(string serverKey, DateTimeOffset now, CancellationToken cancel) =>
        FindOneAsync(
            $"""
            {Select}
            where m.merchant_id = (
                select merchant_id from server_keys
                where key_hash = @hash and (valid_until_ms is null or valid_until_ms > @now))
            order by s.number desc
            """,
            new { hash = seal.Hash(serverKey), now = now.ToUnixTimeMilliseconds() },
            cancel);

    public Task<Merchant?> FindAsync(MerchantId id, CancellationToken cancel) => FindOneAsync(
        $"{Select} where m.merchant_id = @id order by s.number desc", new { id = id.ToString() }, cancel);

    public Task<bool> AddAsync(Merchant merchant, Actor? by, DateTimeOffset now, CancellationToken cancel)
    {
        var (hash, sealedKey) = (seal.Hash(merchant.ServerKey.Text), seal.Seal(merchant.ServerKey.Text));
        var sealedSecrets = merchant.WebhookSecrets.Reverse().Select(secret => seal.Seal(secret.Text)).ToList();
        return group.WriteAsync(
            session =>
            {
                // The first key decides for all: it clashes with a key that is taken, and, by its number, with an
                // account that is there.
                if (!InsertFirstKey(session, merchant.Id, hash, sealedKey, now))
                {
                    return false;
                }

                MerchantLines.Insert(session, seal, merchant, by, now);
                foreach (var sealedSecret in sealedSecrets)
                {
                    InsertSecret(session, merchant.Id, sealedSecret, now);
                }

                return true;
            },
            cancel);
    }

    public Task<bool> UpdateAsync(Merchant merchant, CancellationToken cancel) => group.WriteAsync(
        session => session.Execute(
            """
            update merchants set name = @name, client_key = @client_key, notification_urls = @urls, stores = @stores,
                closed_at_ms = @closed, retry_waits = @waits, alert_email = @email,
                finish_url = @finish, unfinish_url = @unfinish, error_url = @error
            where merchant_id = @id
            """,
            ("id", merchant.Id.ToString()),
            ("name", merchant.Name),
            ("client_key", merchant.ClientKey),
            ("urls", string.Join('\n', merchant.NotificationUrls)),
            ("stores", string.Join(',', merchant.Stores)),
            ("closed", merchant.ClosedAt?.ToUnixTimeMilliseconds()),
            ("waits", MerchantLines.WaitsOrNull(merchant)),
            ("email", merchant.AlertEmail?.Text),
            ("finish", merchant.Redirects.Finish?.Text),
            ("unfinish", merchant.Redirects.Unfinish?.Text),
            ("error", merchant.Redirects.Error?.Text)) == 1,
        cancel);

    public Task<bool> SwitchAsync(
        MerchantId id, bool isOpen, Actor by, DateTimeOffset now, CancellationToken cancel) => group.WriteAsync(
        session => MerchantLines.Switch(session, seal, id, isOpen, by, now), cancel);

    public Task<SettingsChange> ChangeSettingsAsync(
        Merchant seen, Merchant wanted, Actor by, DateTimeOffset now, CancellationToken cancel) => group.WriteAsync(
        session => MerchantSettings.Change(session, seal, seen, wanted, by, now), cancel);

    public Task<bool> ChangeContactAsync(MerchantId id, ContactChange change, CancellationToken cancel) =>
        group.WriteAsync(
            session => session.Execute(
                """
                update merchants set notification_urls = coalesce(@urls, notification_urls),
                    alert_email = coalesce(@email, alert_email)
                where merchant_id = @id
                """,
                ("urls", change.NotificationUrls is { } urls ? string.Join('\n', urls) : null),
                ("email", change.DropsAlertEmail ? "" : change.AlertEmail?.Text),
                ("id", id.ToString())) == 1,
            cancel);

    public Task<bool> ChangeRedirectsAsync(MerchantId id, RedirectUrls urls, CancellationToken cancel) =>
        group.WriteAsync(
            session => session.Execute(
                """
                update merchants set finish_url = @finish, unfinish_url = @unfinish, error_url = @error
                where merchant_id = @id
                """,
                ("finish", urls.Finish?.Text),
                ("unfinish", urls.Unfinish?.Text),
                ("error", urls.Error?.Text),
                ("id", id.ToString())) == 1,
            cancel);

    public async Task<IReadOnlyList<KeptKey>> ServerKeysAsync(
        MerchantId id, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<(
            string Sealed, long Since, long? Until, long? UsedAt, string? UsedFrom)>(
            new CommandDefinition(
                """
                select key_sealed, created_at_ms, valid_until_ms, last_used_at_ms, last_used_from from server_keys
                where merchant_id = @id and (valid_until_ms is null or valid_until_ms > @now)
                order by number desc
                """,
                new { id = id.ToString(), now = now.ToUnixTimeMilliseconds() },
                cancellationToken: cancel));
        return [.. rows.Select(row => new KeptKey(
            new ServerKey(seal.Open(row.Sealed)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Since),
            Moment(row.Until))
        {
            LastUse = Moment(row.UsedAt) is { } used ? new KeyUse(used, row.UsedFrom) : null,
        })];
    }

    public Task<bool> RotateServerKeyAsync(
        MerchantId id, ServerKey next, Actor by, DateTimeOffset now, DateTimeOffset oldEnd, CancellationToken cancel)
    {
        var (hash, sealedKey) = (seal.Hash(next.Text), seal.Seal(next.Text));
        return group.WriteAsync(
            session =>
            {
                if (InsertNextKey(session, id, hash, sealedKey, now) is not { } number)
                {
                    return false;
                }

                session.Execute(
                    """
                    update server_keys set valid_until_ms = @end
                    where merchant_id = @merchant and number < @number
                        and (valid_until_ms is null or valid_until_ms > @end)
                    """,
                    ("end", oldEnd.ToUnixTimeMilliseconds()),
                    ("merchant", id.ToString()),
                    ("number", number));
                ActivityLines.Append(session, seal, Rotation(ActivityKind.ServerKeyRotated, id, next.Text, by, now));
                return true;
            },
            cancel);
    }

    public Task<bool> RotateWebhookSecretAsync(
        MerchantId id,
        WebhookSecret next,
        Actor by,
        DateTimeOffset now,
        DateTimeOffset oldEnd,
        CancellationToken cancel)
    {
        var sealedSecret = seal.Seal(next.Text);
        return group.WriteAsync(
            session =>
            {
                if (InsertSecret(session, id, sealedSecret, now) is not { } number)
                {
                    return false;
                }

                session.Execute(
                    """
                    update webhook_secrets set valid_until_ms = @end
                    where merchant_id = @merchant and number < @number
                        and (valid_until_ms is null or valid_until_ms > @end)
                    """,
                    ("end", oldEnd.ToUnixTimeMilliseconds()),
                    ("merchant", id.ToString()),
                    ("number", number));
                session.Execute(
                    "delete from webhook_secrets where merchant_id = @merchant and valid_until_ms <= @now",
                    ("merchant", id.ToString()),
                    ("now", now.ToUnixTimeMilliseconds()));
                ActivityLines.Append(
                    session, seal, Rotation(ActivityKind.WebhookSecretRotated, id, next.Text, by, now));
                return true;
            },
            cancel);
    }

    private Activity Rotation(ActivityKind kind, MerchantId id, string secret, Actor by, DateTimeOffset now) => new()
    {
        Merchant = id,
        Kind = kind,
        By = by,
        At = now,
        After = seal.Fingerprint(secret),
    };

    private async Task<Merchant?> FindOneAsync(string sql, object key, CancellationToken cancel)
    {
        await using var connection = await database.OpenForReadingAsync(cancel);
        var rows = await connection.QueryAsync<MerchantRow>(
            new CommandDefinition(sql, key, cancellationToken: cancel));
        return MerchantRow.ToMerchant([.. rows], seal);
    }

    private static bool InsertFirstKey(
        WriteSession session, MerchantId id, string hash, string sealedKey, DateTimeOffset now) => session.Execute(
        """
        insert into server_keys (merchant_id, number, key_hash, key_sealed, created_at_ms)
        values (@merchant, 1, @hash, @sealed, @created)
        on conflict do nothing
        """,
        ("merchant", id.ToString()),
        ("hash", hash),
        ("sealed", sealedKey),
        ("created", now.ToUnixTimeMilliseconds())) == 1;

    // Of two rotations at once one finds the next number taken and writes nothing.
    private static long? InsertNextKey(
        WriteSession session, MerchantId id, string hash, string sealedKey, DateTimeOffset now) => Number(session.Query(
        """
        insert into server_keys (merchant_id, number, key_hash, key_sealed, created_at_ms)
        select m.merchant_id,
            (select max(k.number) + 1 from server_keys k where k.merchant_id = m.merchant_id),
            @hash, @sealed, @created
        from merchants m where m.merchant_id = @merchant
        on conflict do nothing
        returning number
        """,
        row => row.GetInt64(0),
        ("merchant", id.ToString()),
        ("hash", hash),
        ("sealed", sealedKey),
        ("created", now.ToUnixTimeMilliseconds())));

    private static long? InsertSecret(
        WriteSession session, MerchantId id, string sealedSecret, DateTimeOffset now) => Number(session.Query(
        """
        insert into webhook_secrets (merchant_id, number, secret_sealed, created_at_ms)
        select m.merchant_id,
            (select coalesce(max(s.number), 0) + 1 from webhook_secrets s where s.merchant_id = m.merchant_id),
            @sealed, @created
        from merchants m where m.merchant_id = @merchant
        on conflict do nothing
        returning number
        """,
        row => row.GetInt64(0),
        ("merchant", id.ToString()),
        ("sealed", sealedSecret),
        ("created", now.ToUnixTimeMilliseconds())));

    private static DateTimeOffset? Moment(long? milliseconds) =>
        milliseconds is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment) : null;

    private static long? Number(List<long> inserted) => inserted is [var number] ? number : null;
}

-- The statements of the version released last, which nodes of this one work beside for a while. Written by the
-- tests when GERAI_RELEASE is set, at each release and at no other time (CONTRIBUTING.md).

delete from alerts where due_at_ms < @before;

delete from answered_challenges where until_ms <= @now;

delete from endpoints where endpoint = @endpoint;

delete from forwards
    where transaction_id = @id and version = @version and slot = @slot
    and (started_at_ms, address) not in (
    select f.started_at_ms, f.address from forwards f
    where f.transaction_id = @id and f.version = @version and f.slot = @slot
    order by f.reported_at_ms desc, f.started_at_ms desc, f.address desc limit @most);

delete from idempotency_keys
    where merchant_id = @merchant and idempotency_key = @key and slot = @slot and claimed_at_ms = @claimed
    and transaction_id is null;

delete from idempotency_keys where (merchant_id, idempotency_key, slot) in (
    select merchant_id, idempotency_key, slot from idempotency_keys
    where claimed_at_ms < @before order by claimed_at_ms limit @most);

delete from members where merchant_id = @merchant and person_id = @person and @to = '';

delete from network_secrets where network = @network and valid_until_ms <= @now;

delete from passkeys where credential_id = @credential and person_id = @person;

delete from person_sessions
    where person_id = @person and (seen_at_ms <= @idle or created_at_ms <= @old);

delete from person_sessions where person_id = @person and session_id <> @except;

delete from person_sessions where session_id = @id and person_id = @person;

delete from recovery_codes where person_id = @id;

delete from recovery_codes where person_id = @id and code_hash = @hash;

delete from refused_calls where hour_at_ms < @before;

delete from webhook_secrets where merchant_id = @merchant and valid_until_ms <= @now;

delete from writers where at_ms < @before;

insert into activity (
    chain, number, at_ms, kind, who, person_id, address, about, before, after, hash)
    values (@chain, @number, @at, @kind, @who, @person, @address, @about, @before, @after, @hash);

insert into activity_heads (chain, number, hash) values (@chain, 0, '') on conflict do nothing;

insert into alerts (endpoint, due_at_ms, failures, told_until_ms)
    values (@endpoint, @due, @failures, @told)
    on conflict do nothing;

insert into answered_challenges (challenge_hash, until_ms) values (@hash, @until)
    on conflict do nothing;

insert into attempts (
    transaction_id, version, address, number, slot, started_at_ms, took_ms, result, http_status,
    body_sha256, location, retry_after, answer_body)
    values (@id, @version, @address, @number, @slot, @started, @took, @result, @http_status,
    @hash, @location, @retry_after, @answer)
    on conflict do nothing;

insert into code_keys (key_id, store, key_sealed, counter_next, retired)
    select (select coalesce(max(key_id), 0) + 1 from code_keys), @store, @sealed, 0, 0
    where (select coalesce(max(key_id), 0) from code_keys where store = @store) = @newest
    on conflict do nothing;

insert into data_protection_keys (number, key_sealed)
    select coalesce(max(number), 0) + 1, @sealed from data_protection_keys where number > 0
    on conflict do nothing;

insert into endpoints (endpoint, failures, openings, open_until_ms, failing_since_ms)
    values (@endpoint, @failures, @openings, @open_until, @now)
    on conflict do nothing;

insert into figure_marks (merchant_id, until_at_ms, pending) values (@merchant, @until, @pending)
    on conflict do nothing;

insert into forwards (transaction_id, version, started_at_ms, address, slot, took_ms, result, http_status,
    reported_at_ms)
    values (@id, @version, @started, @address, @slot, @took, @result, @status, @reported)
    on conflict do nothing;

insert into hourly_figures (
    merchant_id, hour_at_ms, store, status, charged_day, payment_count, amount_rupiah)
    values (@merchant, @hour, @store, @status, @charged_day, @count, @amount);

insert into idempotency_keys (merchant_id, idempotency_key, slot, claimed_at_ms)
    values (@merchant, @key, @slot, @claimed) on conflict do nothing;

insert into invitations (
    token_hash, invitation_id, merchant_id, email, email_key, role, invited_by, created_at_ms,
    expires_at_ms)
    values (@hash, @id, @merchant, @email, @email_key, @role, @by, @created, @expires);

insert into members (merchant_id, person_id, role, since_ms)
    values (@merchant, @person, @role, @since)
    on conflict do nothing;

insert into merchants (
    merchant_id, name, client_key, notification_urls, stores, created_at_ms, closed_at_ms, retry_waits,
    alert_email, finish_url, unfinish_url, error_url)
    values (
    @id, @name, @client_key, @urls, @stores, @created, @closed, @waits, @email, @finish, @unfinish, @error);

insert into network_secrets (network, number, secret_sealed, created_at_ms)
    select n.name,
    (select coalesce(max(s.number), 0) + 1 from network_secrets s where s.network = n.name),
    @sealed, @created
    from store_networks n where n.name = @network
    on conflict do nothing
    returning number;

insert into notifications (
    transaction_id, version, address, slot, state, attempts, due_at_ms, endpoint)
    values (@id, @version, @address, @slot, 'Waiting', 0, @due, @endpoint);

insert into passkeys (
    credential_id, person_id, name, public_key, created_at_ms, sign_count, transports, flags,
    attestation_object, client_data_json)
    values (@credential, @person, @name, @key, @created, @count, @transports, @flags, @attestation, @client)
    on conflict (credential_id) do update
    set name = excluded.name, sign_count = excluded.sign_count, flags = excluded.flags
    where passkeys.person_id = excluded.person_id;

insert into payment_history (transaction_id, version, slot, command, at_ms, status, payable_until_ms,
    settled_at_ms, network, reference, voided_references, news_for)
    values (@id, @version, @slot, @command, @at, @status, @payable_until,
    @settled, @network, @reference, @voided, @news_for);

insert into payments (transaction_id, slot, merchant_id, order_id, store, payment_code, code_key, code_number,
    amount_rupiah, status, version, opened_at_ms, expires_at_ms, payable_until_ms, voided_references, details)
    values (@id, @slot, @merchant, @order, @store, @code, @code_key, @code_number,
    @amount, @status, @version, @opened, @expires, @payable_until, '', @details)
    on conflict do nothing;

insert into people (
    person_id, email, email_key, name, password_hash, security_stamp, authenticator_key_sealed,
    authenticator_step, two_factor_since_ms, failures, created_at_ms, version)
    values (@id, @email, @email_key, @name, @password, @stamp, @authenticator, 0, @second_factor, 0, @created, 1)
    on conflict do nothing;

insert into person_sessions (
    token_hash, session_id, person_id, created_at_ms, seen_at_ms, address, device)
    values (@hash, @id, @person, @created, @seen, @address, @device);

insert into recovery_codes (person_id, code_hash) values (@id, @hash) on conflict do nothing;

insert into refused_calls (
    merchant_id, hour_at_ms, reason, fingerprint, address, looks, calls, last_at_ms, key_ended_at_ms)
    values (@merchant, @hour, @reason, @fingerprint, @address, @looks, @calls, @at, @ended)
    on conflict do nothing;

insert into resends (transaction_id, version, address, attempts_before, slot, at_ms, by_whom)
    values (@id, @version, @address, @before, @slot, @now, @by);

insert into server_keys (merchant_id, number, key_hash, key_sealed, created_at_ms)
    select m.merchant_id,
    (select max(k.number) + 1 from server_keys k where k.merchant_id = m.merchant_id),
    @hash, @sealed, @created
    from merchants m where m.merchant_id = @merchant
    on conflict do nothing
    returning number;

insert into server_keys (merchant_id, number, key_hash, key_sealed, created_at_ms)
    values (@merchant, 1, @hash, @sealed, @created)
    on conflict do nothing;

insert into store_networks (name, store, environment, created_at_ms)
    values (@name, @store, @environment, @created)
    on conflict do nothing;

insert into unmatched_payments (network, reference, payment_code, slot, environment, amount_rupiah,
    received_at_ms, reason)
    values (@network, @reference, @code, @slot, @environment, @amount, @received, @reason)
    on conflict do nothing;

insert into webhook_secrets (merchant_id, number, secret_sealed, created_at_ms)
    select m.merchant_id,
    (select coalesce(max(s.number), 0) + 1 from webhook_secrets s where s.merchant_id = m.merchant_id),
    @sealed, @created
    from merchants m where m.merchant_id = @merchant
    on conflict do nothing
    returning number;

insert into writers (writer, sequence, at_ms) values (@writer, 0, @at)
    on conflict (writer) do update set at_ms = excluded.at_ms;

insert into writers (writer, sequence, at_ms) values (@writer, @sequence, @at)
    on conflict (writer) do update set sequence = excluded.sequence, at_ms = excluded.at_ms;

select
    (select count(*) from notifications w where w.state = 'Waiting' and w.endpoint = @endpoint),
    count(*),
    min(lost.due_at_ms),
    (select failing_since_ms from endpoints where endpoint = @endpoint)
    from notifications lost
    where lost.state = 'GivenUp' and lost.due_at_ms > @after and lost.endpoint = @endpoint;

select (f.hour_at_ms + 25200000) / 86400000 as day, f.store, f.status, f.charged_day,
    cast(sum(f.payment_count) as bigint) as payment_count,
    cast(sum(f.amount_rupiah) as bigint) as amount_rupiah
    from hourly_figures f
    where f.merchant_id = @merchant and f.hour_at_ms >= @first and f.hour_at_ms < @until
    group by 1, 2, 3, 4;

select (line.at_ms + 25200000) / 86400000 as day, p.store, line.status,
    (p.opened_at_ms + 25200000) / 86400000 as charged_day,
    count(*) as payment_count, cast(sum(p.amount_rupiah) as bigint) as amount_rupiah
    from (
    select h.transaction_id, h.slot, h.at_ms, h.status from payment_history h
    where h.news_for = @merchant and h.at_ms >= @from and h.at_ms < @until
    order by h.at_ms, h.transaction_id, h.version limit @most) line
    cross join payments p
    where p.transaction_id = line.transaction_id and p.slot = line.slot
    group by 1, 2, 3, 4;

select 1 from payment_history
    where transaction_id = @id and version = @version and slot = @slot and news_for = @merchant;

select address, attempts_before, at_ms, by_whom from resends
    where transaction_id = @id and version = @version and slot = @slot
    order by address, attempts_before;

select address, number, started_at_ms, took_ms, result, http_status, location, retry_after, answer_body,
    body_sha256
    from attempts where transaction_id = @id and version = @version and slot = @slot
    order by address, number;

select address, started_at_ms, took_ms, result, http_status, reported_at_ms
    from forwards where transaction_id = @id and version = @version and slot = @slot
    order by reported_at_ms, started_at_ms, address;

select alert_email from merchants where merchant_id = @id;

select claimed_at_ms, transaction_id, version from idempotency_keys
    where merchant_id = @merchant and idempotency_key = @key and slot = @slot;

select coalesce(max(key_id), 0) from code_keys where store = @store;

select count(*) as looked, count(case when given.news_for = @merchant then 1 end) as failed
    from (
    select h.news_for
    from notifications n left join payment_history h
    on h.transaction_id = n.transaction_id and h.version = n.version and h.slot = n.slot
    where n.state = 'GivenUp' and n.due_at_ms >= @given_up_since
    limit @most) given;

select count(*) from (
    select due_at_ms from notifications
    where state = 'GivenUp' and due_at_ms > @day order by due_at_ms limit @most) w;

select count(*) from (
    select due_at_ms from notifications
    where state = 'Waiting' and due_at_ms >= 0 order by due_at_ms limit @most) w;

select count(*) from (
    select payable_until_ms from payments
    where status = 'Pending' and payable_until_ms between 1 and @now
    order by payable_until_ms limit @most) w;

select count(*) from (
    select received_at_ms from unmatched_payments
    where returned_at_ms is null and decided_at_ms is null and received_at_ms >= 0
    order by received_at_ms limit @most) w;

select count(*) from (select 1 from endpoints where open_until_ms > 0 limit @most) w;

select count(*) from recovery_codes where person_id = @id;

select count(*) from refused_calls where merchant_id = @merchant and hour_at_ms = @hour;

select count(*), min(due.due_at_ms), (select count(*) from endpoints where open_until_ms > 0)
    from (
    select due_at_ms from notifications
    where state = 'Waiting' and due_at_ms <= @now order by due_at_ms limit @most) due;

select credential_id, name, public_key, created_at_ms, sign_count, transports, flags, attestation_object,
    client_data_json
    from passkeys where person_id = @person order by created_at_ms, credential_id;

select custom_field1_name from merchants where merchant_id = @id;

select custom_field2_name from merchants where merchant_id = @id;

select custom_field3_name from merchants where merchant_id = @id;

select due_at_ms from notifications
    where state = 'Waiting' and due_at_ms between 0 and @now order by due_at_ms limit 1;

select e.endpoint, a.due_at_ms, a.failures, a.told_until_ms
    from endpoints e left join alerts a on a.endpoint = e.endpoint
    where e.openings >= @openings and (a.endpoint is null or a.due_at_ms <= @now);

select error_url from merchants where merchant_id = @id;

select failures, openings, open_until_ms from endpoints where endpoint = @endpoint;

select finish_url from merchants where merchant_id = @id;

select h.at_ms, h.status, p.order_id
    from payment_history h join payments p on p.transaction_id = h.transaction_id and p.slot = h.slot
    where h.transaction_id = @id and h.version = @version and h.slot = @slot and h.news_for = @merchant;

select h.at_ms, h.transaction_id, h.version from payment_history h
    where h.news_for = @merchant
    and (@state is null or exists (
    select 1 from notifications n
    where n.transaction_id = h.transaction_id and n.version = h.version and n.slot = h.slot
    and n.state = @state))
    order by h.at_ms desc, h.transaction_id desc, h.version desc limit @most;

select h.at_ms, h.transaction_id, h.version from payment_history h
    where h.news_for = @merchant and (h.at_ms, h.transaction_id, h.version) > (@at, @id, @version)
    and (@state is null or exists (
    select 1 from notifications n
    where n.transaction_id = h.transaction_id and n.version = h.version and n.slot = h.slot
    and n.state = @state))
    order by h.at_ms, h.transaction_id, h.version limit @most;

select h.at_ms, h.transaction_id, h.version from payment_history h
    where h.news_for = @merchant and h.slot = @slot
    and h.transaction_id in (
    select o.transaction_id from payments o
    where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
    and o.status in ('Pending', 'Settled')
    union all
    select o.transaction_id from payments o
    where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
    and o.status not in ('Pending', 'Settled'))
    and (h.at_ms, h.transaction_id, h.version) > (@at, @id, @version)
    and (@state is null or exists (
    select 1 from notifications n
    where n.transaction_id = h.transaction_id and n.version = h.version and n.slot = h.slot
    and n.state = @state))
    order by h.at_ms, h.transaction_id, h.version limit @most;

select h.at_ms, h.transaction_id, h.version,
    case when (@state is null and @address is null) or exists (
    select 1 from notifications n
    where n.transaction_id = h.transaction_id and n.version = h.version and n.slot = h.slot
    and (@state is null or n.state = @state) and (@address is null or n.address = @address))
    then 1 else 0 end
    from payment_history h
    where h.news_for = @merchant and h.at_ms >= @from
    and (h.at_ms, h.transaction_id, h.version) < (@at, @id, @version)
    order by h.at_ms desc, h.transaction_id desc, h.version desc limit @lines;

select h.at_ms, h.transaction_id, h.version,
    case when (@state is null and @address is null) or exists (
    select 1 from notifications n
    where n.transaction_id = h.transaction_id and n.version = h.version and n.slot = h.slot
    and (@state is null or n.state = @state) and (@address is null or n.address = @address))
    then 1 else 0 end
    from payment_history h
    where h.news_for = @merchant and h.slot = @slot and h.at_ms >= @from
    and h.transaction_id in (
    select o.transaction_id from payments o
    where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
    and o.status in ('Pending', 'Settled')
    union all
    select o.transaction_id from payments o
    where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
    and o.status not in ('Pending', 'Settled'))
    and (h.at_ms, h.transaction_id, h.version) < (@at, @id, @version)
    order by h.at_ms desc, h.transaction_id desc, h.version desc limit @lines;

select invitation_id, merchant_id, email, role, invited_by, created_at_ms, expires_at_ms from invitations
    where merchant_id = @merchant and ended_at_ms is null and expires_at_ms > @now
    order by created_at_ms desc, invitation_id;

select invitation_id, merchant_id, email, role, invited_by, created_at_ms, expires_at_ms from invitations
    where token_hash = @hash and ended_at_ms is null and expires_at_ms > @now;

select key_id, key_sealed, counter_next, retired from code_keys
    where store = @store order by key_id desc;

select key_sealed from data_protection_keys order by number;

select key_sealed, created_at_ms, valid_until_ms, last_used_at_ms, last_used_from from server_keys
    where merchant_id = @id and (valid_until_ms is null or valid_until_ms > @now)
    order by number desc;

select lost.address, t.started_at_ms, t.result, t.http_status
    from notifications lost join attempts t
    on t.transaction_id = lost.transaction_id and t.version = lost.version and t.address = lost.address
    and t.slot = lost.slot and t.number = lost.attempts
    where lost.state = 'GivenUp' and lost.due_at_ms > @after and lost.endpoint = @endpoint
    order by lost.due_at_ms desc limit 1;

select lost.endpoint, a.due_at_ms, a.failures, a.told_until_ms
    from notifications lost left join alerts a on a.endpoint = lost.endpoint
    where lost.state = 'GivenUp' and lost.due_at_ms > @after
    and (a.endpoint is null or (a.due_at_ms <= @now and lost.due_at_ms > a.told_until_ms))
    group by lost.endpoint, a.due_at_ms, a.failures, a.told_until_ms;

select m.merchant_id, f.until_at_ms, f.pending, (
    select min(h.at_ms) from payment_history h
    where h.news_for = m.merchant_id and h.at_ms >= coalesce(f.until_at_ms, 0)) as first_at_ms
    from merchants m left join figure_marks f on f.merchant_id = m.merchant_id;

select m.merchant_id, m.name, m.client_key, m.notification_urls, m.stores, m.closed_at_ms, m.retry_waits,
    m.alert_email, m.finish_url, m.unfinish_url, m.error_url, m.mails_off, m.custom_field1_name,
    m.custom_field2_name, m.custom_field3_name, newest.key_sealed as server_key_sealed,
    s.secret_sealed as webhook_secret_sealed, s.valid_until_ms as webhook_secret_until_ms
    from merchants m
    join server_keys newest on newest.merchant_id = m.merchant_id and newest.valid_until_ms is null
    left join webhook_secrets s on s.merchant_id = m.merchant_id;

select m.merchant_id, m.name, m.client_key, m.notification_urls, m.stores, m.closed_at_ms, m.retry_waits,
    m.alert_email, m.finish_url, m.unfinish_url, m.error_url, m.mails_off, m.custom_field1_name,
    m.custom_field2_name, m.custom_field3_name, newest.key_sealed as server_key_sealed,
    s.secret_sealed as webhook_secret_sealed, s.valid_until_ms as webhook_secret_until_ms
    from merchants m
    join server_keys newest on newest.merchant_id = m.merchant_id and newest.valid_until_ms is null
    left join webhook_secrets s on s.merchant_id = m.merchant_id
    where m.merchant_id = (
    select merchant_id from server_keys
    where key_hash = @hash and (valid_until_ms is null or valid_until_ms > @now))
    order by s.number desc;

select m.merchant_id, m.name, m.client_key, m.notification_urls, m.stores, m.closed_at_ms, m.retry_waits,
    m.alert_email, m.finish_url, m.unfinish_url, m.error_url, m.mails_off, m.custom_field1_name,
    m.custom_field2_name, m.custom_field3_name, newest.key_sealed as server_key_sealed,
    s.secret_sealed as webhook_secret_sealed, s.valid_until_ms as webhook_secret_until_ms
    from merchants m
    join server_keys newest on newest.merchant_id = m.merchant_id and newest.valid_until_ms is null
    left join webhook_secrets s on s.merchant_id = m.merchant_id where m.merchant_id = @id order by s.number desc;

select m.merchant_id, m.name, m.created_at_ms, m.closed_at_ms
    from (
    select merchant_id, name, created_at_ms, closed_at_ms from merchants
    where (created_at_ms, merchant_id) < (@at, @id)
    order by created_at_ms desc, merchant_id desc limit @looked) m
    where lower(m.name) like lower(@pattern) escape '!' or lower(m.merchant_id) like lower(@pattern) escape '!'
    order by m.created_at_ms desc, m.merchant_id desc limit @most;

select m.merchant_id, m.person_id, m.role, m.since_ms, p.email, p.name
    from members m join people p on p.person_id = m.person_id;

select m.merchant_id, m.person_id, m.role, m.since_ms, p.email, p.name
    from members m join people p on p.person_id = m.person_id where m.merchant_id = @merchant and m.person_id = @person;

select m.merchant_id, m.person_id, m.role, m.since_ms, p.email, p.name
    from members m join people p on p.person_id = m.person_id where m.merchant_id = @merchant order by m.since_ms, m.person_id;

select m.merchant_id, m.person_id, m.role, m.since_ms, p.email, p.name
    from members m join people p on p.person_id = m.person_id where m.person_id = @person order by m.since_ms, m.merchant_id;

select mails_off from merchants where merchant_id = @id;

select merchant_id from merchants where merchant_id = @merchant;

select merchant_id, name, created_at_ms, closed_at_ms from merchants
    where (created_at_ms, merchant_id) < (@at, @id)
    order by created_at_ms desc, merchant_id desc limit 1 offset @looked - 1;

select merchant_id, valid_until_ms from server_keys where key_hash = @hash;

select min(due_at_ms) from notifications where state = 'Waiting';

select min(h.at_ms) from payment_history h where h.news_for = @merchant and h.at_ms >= @from;

select n.address, n.state, n.attempts, n.due_at_ms,
    a.number, a.started_at_ms, a.took_ms, a.result, a.http_status
    from notifications n left join attempts a
    on a.transaction_id = n.transaction_id and a.version = n.version and a.address = n.address
    and a.slot = n.slot and a.number = n.attempts
    where n.transaction_id = @id and n.version = @version and n.slot = @slot
    order by n.address;

select n.name, n.store, n.environment, n.created_at_ms, n.closed_at_ms, s.secret_sealed,
    s.created_at_ms as secret_since_ms, s.valid_until_ms as secret_until_ms
    from (select * from store_networks order by name limit @most) n
    join network_secrets s on s.network = n.name
    where s.valid_until_ms is null or s.valid_until_ms > @now
    order by n.name, s.number desc;

select n.name, n.store, n.environment, s.secret_sealed
    from store_networks n join network_secrets s on s.network = n.name
    where n.name = @name and n.closed_at_ms is null and (s.valid_until_ms is null or s.valid_until_ms > @now)
    order by s.number desc;

select n.transaction_id, n.version, n.address
    from notifications n
    where n.state = 'GivenUp' and n.due_at_ms >= @since and n.due_at_ms <= @until
    and (@address is null or n.address = @address)
    and exists (
    select 1 from payment_history h
    where h.transaction_id = n.transaction_id and h.version = n.version and h.slot = n.slot
    and h.news_for = @merchant)
    order by n.due_at_ms limit @most;

select n.transaction_id, n.version, n.address
    from notifications n join payment_history h
    on h.transaction_id = n.transaction_id and h.version = n.version and h.slot = n.slot
    where n.transaction_id = @id and n.version = @version and n.slot = @slot and h.news_for = @merchant;

select n.transaction_id, n.version, n.address, n.endpoint, n.attempts, n.attempts_before, n.due_at_ms,
    c.failures, c.openings, c.open_until_ms
    from notifications n left join endpoints c on c.endpoint = n.endpoint
    where n.state = 'Waiting' and n.due_at_ms <= @now
    and not exists (
    select 1 from notifications older
    where older.transaction_id = n.transaction_id and older.version < n.version
    and older.address = n.address and older.slot = n.slot
    and older.state = 'Waiting' and older.attempts = 0)
    order by n.due_at_ms limit @most;

select n.transaction_id, n.version, n.address, n.endpoint, n.attempts, n.attempts_before, n.due_at_ms,
    c.failures, c.openings, c.open_until_ms
    from notifications n left join endpoints c on c.endpoint = n.endpoint
    where n.state = 'Waiting' and n.endpoint = @endpoint and n.due_at_ms <= @now
    and not exists (
    select 1 from notifications older
    where older.transaction_id = n.transaction_id and older.version < n.version
    and older.address = n.address and older.slot = n.slot
    and older.state = 'Waiting' and older.attempts = 0)
    order by n.due_at_ms limit @most;

select n.transaction_id, n.version, n.address, n.endpoint, n.due_at_ms, n.attempts, a.result, a.http_status
    from notifications n left join attempts a
    on a.transaction_id = n.transaction_id and a.version = n.version and a.address = n.address
    and a.slot = n.slot and a.number = n.attempts
    where n.state = 'GivenUp'
    and (n.due_at_ms, n.transaction_id, n.version, n.address) < (@at, @id, @version, @address)
    order by n.due_at_ms desc, n.transaction_id desc, n.version desc, n.address desc limit @most;

select name from merchants where merchant_id = @id;

select network, reference, payment_code, environment, amount_rupiah, received_at_ms, reason,
    returned_at_ms, decided_at_ms, decided_by, decision, decision_note
    from unmatched_payments
    where network = @network and reference = @reference and payment_code = @code and slot = @slot;

select network, reference, payment_code, environment, amount_rupiah, received_at_ms, reason,
    returned_at_ms, decided_at_ms, decided_by, decision, decision_note
    from unmatched_payments where returned_at_ms is null and decided_at_ms is null
    and (received_at_ms, network, reference, payment_code) < (@at, @network, @reference, @code)
    order by received_at_ms desc, network desc, reference desc, payment_code desc limit @most;

select notification_urls from merchants where merchant_id = @id;

select number, at_ms, kind, who, person_id, address, about, before, after, hash
    from activity where chain = @chain and kind in ('') order by number desc limit @most;

select number, at_ms, kind, who, person_id, address, about, before, after, hash
    from activity where chain = @chain and number < @before order by number desc limit @most;

select number, at_ms, kind, who, person_id, address, about, before, after, hash
    from activity where chain = @chain and number > @number order by number limit @most;

select number, hash from activity_heads where chain = @chain;

select o.transaction_id from payments o
    where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
    and o.status in ('Pending', 'Settled')
    union all
    select o.transaction_id from payments o
    where o.merchant_id = @merchant and o.order_id = @order and o.slot = @slot
    and o.status not in ('Pending', 'Settled')
    order by 1 desc limit @most;

select p.person_id from people p
    where p.email_key = @email_key and (
    (@merchant = '' and p.operator_since_ms is not null)
    or exists (select 1 from members m where m.merchant_id = @merchant and m.person_id = p.person_id));

select p.transaction_id, p.merchant_id, p.order_id, p.store, p.payment_code, p.code_key, p.code_number,
    p.amount_rupiah,
    p.status, p.version, p.opened_at_ms, p.expires_at_ms, p.payable_until_ms, p.settled_at_ms, p.network,
    p.reference,
    p.voided_references, p.details from payments p
    where p.code_key = @key and p.code_number = @number and p.slot = @slot;

select p.transaction_id, p.merchant_id, p.order_id, p.store, p.payment_code, p.code_key, p.code_number,
    p.amount_rupiah,
    p.status, p.version, p.opened_at_ms, p.expires_at_ms, p.payable_until_ms, p.settled_at_ms, p.network,
    p.reference,
    p.voided_references, p.details from payments p
    where p.merchant_id = @merchant and p.order_id = @order and p.slot = @slot
    and p.status in ('Pending', 'Settled');

select p.transaction_id, p.merchant_id, p.order_id, p.store, p.payment_code, p.code_key, p.code_number,
    p.amount_rupiah,
    p.status, p.version, p.opened_at_ms, p.expires_at_ms, p.payable_until_ms, p.settled_at_ms, p.network,
    p.reference,
    p.voided_references, p.details from payments p
    where p.merchant_id = @merchant and p.order_id = @order and p.slot = @slot
    and p.status not in ('Pending', 'Settled')
    order by p.transaction_id desc limit 1;

select p.transaction_id, p.merchant_id, p.order_id, p.store, p.payment_code, p.code_key, p.code_number,
    p.amount_rupiah,
    p.status, p.version, p.opened_at_ms, p.expires_at_ms, p.payable_until_ms, p.settled_at_ms, p.network,
    p.reference,
    p.voided_references, p.details from payments p
    where p.transaction_id = @id and p.slot = @slot and p.merchant_id = @merchant
    and (@status is null or p.status = @status)
    and (@store is null or p.store = @store)
    and (@amount_min is null or p.amount_rupiah >= @amount_min)
    and (@amount_max is null or p.amount_rupiah <= @amount_max)
    and (@opened_from is null or p.opened_at_ms >= @opened_from)
    and (@opened_before is null or p.opened_at_ms < @opened_before)
    and (@settled_from is null or p.settled_at_ms >= @settled_from)
    and (@settled_before is null or p.settled_at_ms < @settled_before)
    and (@reference is null or p.reference = @reference)
    and (@email is null or lower(p.details) like lower(@email) escape '!')
    and (@field1 is null or lower(p.details) like lower(@field1) escape '!')
    and (@field2 is null or lower(p.details) like lower(@field2) escape '!')
    and (@field3 is null or lower(p.details) like lower(@field3) escape '!');

select p.transaction_id, p.merchant_id, p.order_id, p.store, p.payment_code, p.code_key, p.code_number,
    p.amount_rupiah,
    p.status, p.version, p.opened_at_ms, p.expires_at_ms, p.payable_until_ms, p.settled_at_ms, p.network,
    p.reference,
    p.voided_references, p.details from payments p where p.transaction_id = @id and p.slot = @slot;

select payable_until_ms from payments
    where status = 'Pending' and payable_until_ms between 0 and @now order by payable_until_ms limit 1;

select person_id from members
    where merchant_id = @merchant and role = 'Administrator' and person_id <> @person limit 1;

select person_id from passkeys where credential_id = @credential;

select person_id, email, name, password_hash, security_stamp, authenticator_key_sealed, two_factor_since_ms,
    failures, locked_until_ms, operator_since_ms, created_at_ms, version from people where email_key = @key;

select person_id, email, name, password_hash, security_stamp, authenticator_key_sealed, two_factor_since_ms,
    failures, locked_until_ms, operator_since_ms, created_at_ms, version from people where person_id = @key;

select reason, fingerprint, address, looks, calls, last_at_ms, key_ended_at_ms from refused_calls
    where merchant_id = '' and fingerprint = @fingerprint order by hour_at_ms desc, last_at_ms desc limit @most;

select reason, fingerprint, address, looks, calls, last_at_ms, key_ended_at_ms from refused_calls
    where merchant_id = @merchant order by hour_at_ms desc, last_at_ms desc limit @most;

select retry_waits from merchants where merchant_id = @id;

select role from members where merchant_id = @merchant and person_id = @person;

select scriptname from schemaversions order by scriptname desc limit 1;

select seen.at_ms, seen.transaction_id as seen_id, seen.version as seen_version, p.transaction_id, p.merchant_id, p.order_id, p.store, p.payment_code, p.code_key, p.code_number,
    p.amount_rupiah,
    p.status, p.version, p.opened_at_ms, p.expires_at_ms, p.payable_until_ms, p.settled_at_ms, p.network,
    p.reference,
    p.voided_references, p.details
    from (
    select h.at_ms, h.transaction_id, h.version, h.slot, h.status from payment_history h
    where h.news_for = @merchant and (h.at_ms, h.transaction_id, h.version) > (@low, @low_id, @low_version)
    and (h.at_ms, h.transaction_id, h.version) < (@high, @high_id, @high_version)
    order by h.at_ms desc, h.transaction_id desc, h.version desc limit 1000) seen
    left join payments p on p.transaction_id = seen.transaction_id and p.slot = seen.slot
    and ((@version is not null and seen.version = @version) or seen.status = @became)
    and p.merchant_id = @merchant
    and (@status is null or p.status = @status)
    and (@store is null or p.store = @store)
    and (@amount_min is null or p.amount_rupiah >= @amount_min)
    and (@amount_max is null or p.amount_rupiah <= @amount_max)
    and (@opened_from is null or p.opened_at_ms >= @opened_from)
    and (@opened_before is null or p.opened_at_ms < @opened_before)
    and (@settled_from is null or p.settled_at_ms >= @settled_from)
    and (@settled_before is null or p.settled_at_ms < @settled_before)
    and (@reference is null or p.reference = @reference)
    and (@email is null or lower(p.details) like lower(@email) escape '!')
    and (@field1 is null or lower(p.details) like lower(@field1) escape '!')
    and (@field2 is null or lower(p.details) like lower(@field2) escape '!')
    and (@field3 is null or lower(p.details) like lower(@field3) escape '!')
    order by seen.at_ms desc, seen.transaction_id desc, seen.version desc;

select seen.at_ms, seen.transaction_id as seen_id, seen.version as seen_version, p.transaction_id, p.merchant_id, p.order_id, p.store, p.payment_code, p.code_key, p.code_number,
    p.amount_rupiah,
    p.status, p.version, p.opened_at_ms, p.expires_at_ms, p.payable_until_ms, p.settled_at_ms, p.network,
    p.reference,
    p.voided_references, p.details
    from (
    select h.at_ms, h.transaction_id, h.version, h.slot, h.status from payment_history h
    where h.news_for = @merchant and (h.at_ms, h.transaction_id, h.version) > (@low, @low_id, @low_version)
    and (h.at_ms, h.transaction_id, h.version) < (@high, @high_id, @high_version)
    order by h.at_ms, h.transaction_id, h.version limit 1000) seen
    left join payments p on p.transaction_id = seen.transaction_id and p.slot = seen.slot
    and ((@version is not null and seen.version = @version) or seen.status = @became)
    and p.merchant_id = @merchant
    and (@status is null or p.status = @status)
    and (@store is null or p.store = @store)
    and (@amount_min is null or p.amount_rupiah >= @amount_min)
    and (@amount_max is null or p.amount_rupiah <= @amount_max)
    and (@opened_from is null or p.opened_at_ms >= @opened_from)
    and (@opened_before is null or p.opened_at_ms < @opened_before)
    and (@settled_from is null or p.settled_at_ms >= @settled_from)
    and (@settled_before is null or p.settled_at_ms < @settled_before)
    and (@reference is null or p.reference = @reference)
    and (@email is null or lower(p.details) like lower(@email) escape '!')
    and (@field1 is null or lower(p.details) like lower(@field1) escape '!')
    and (@field2 is null or lower(p.details) like lower(@field2) escape '!')
    and (@field3 is null or lower(p.details) like lower(@field3) escape '!')
    order by seen.at_ms, seen.transaction_id, seen.version;

select session_id, person_id, created_at_ms, seen_at_ms, address, device from person_sessions
    where person_id = @person and seen_at_ms > @idle and created_at_ms > @old
    order by seen_at_ms desc, session_id;

select session_id, person_id, created_at_ms, seen_at_ms, address, device from person_sessions where token_hash = @hash;

select transaction_id from payments
    where status = 'Pending' and payable_until_ms <= @now
    order by payable_until_ms limit @most;

select unfinish_url from merchants where merchant_id = @id;

select until_at_ms, pending from figure_marks where merchant_id = @merchant;

select version, command, at_ms, status from payment_history
    where transaction_id = @id and slot = @slot order by version;

select w.address, t.started_at_ms, t.result, t.http_status
    from notifications w join attempts t
    on t.transaction_id = w.transaction_id and t.version = w.version and t.address = w.address
    and t.slot = w.slot and t.number = w.attempts
    where w.state = 'Waiting' and w.endpoint = @endpoint and w.attempts > 0
    order by t.started_at_ms desc limit 1;

update activity_heads set number = @number, hash = @hash where chain = @chain;

update activity_heads set number = number where chain = @chain;

update alerts set due_at_ms = @due, failures = @failures, told_until_ms = @told
    where endpoint = @endpoint and due_at_ms = @seen;

update code_keys set counter_next = counter_next + @count
    where key_id = @key and retired = 0 and counter_next + @count <= @max
    returning counter_next;

update code_keys set retired = 1 where store = @store and key_id <= @newest and retired = 0;

update endpoints set failures = @failures, openings = @openings, open_until_ms = @open_until
    where endpoint = @endpoint and failures = @seen_failures and coalesce(open_until_ms, 0) = @seen_until;

update figure_marks set until_at_ms = @until, pending = @pending
    where merchant_id = @merchant and until_at_ms = @seen;

update idempotency_keys set claimed_at_ms = @claimed, transaction_id = null, version = null
    where merchant_id = @merchant and idempotency_key = @key and slot = @slot
    and claimed_at_ms = @seen and coalesce(transaction_id, '') = @seen_id;

update idempotency_keys set transaction_id = @id, version = @version
    where merchant_id = @merchant and idempotency_key = @key and slot = @slot and claimed_at_ms = @claimed;

update invitations set ended_at_ms = @now
    where invitation_id = @id and merchant_id = @merchant and ended_at_ms is null and expires_at_ms > @now
    returning invitation_id, merchant_id, email, role, invited_by, created_at_ms, expires_at_ms;

update invitations set ended_at_ms = @now
    where merchant_id = @merchant and email_key = @email_key and ended_at_ms is null;

update invitations set ended_at_ms = @now, accepted_by = @person
    where token_hash = @hash and email_key = @email_key and ended_at_ms is null and expires_at_ms > @now
    returning invitation_id, merchant_id, email, role, invited_by, created_at_ms, expires_at_ms;

update invitations set ended_at_ms = null, accepted_by = null where token_hash = @hash;

update members set role = @to where merchant_id = @merchant and person_id = @person and @to <> '';

update merchants set alert_email = @value where merchant_id = @id;

update merchants set closed_at_ms = @now where merchant_id = @id and closed_at_ms is null;

update merchants set closed_at_ms = null where merchant_id = @id and closed_at_ms is not null;

update merchants set custom_field1_name = nullif(@value, '') where merchant_id = @id;

update merchants set custom_field2_name = nullif(@value, '') where merchant_id = @id;

update merchants set custom_field3_name = nullif(@value, '') where merchant_id = @id;

update merchants set error_url = nullif(@value, '') where merchant_id = @id;

update merchants set finish_url = @finish, unfinish_url = @unfinish, error_url = @error
    where merchant_id = @id;

update merchants set finish_url = nullif(@value, '') where merchant_id = @id;

update merchants set mails_off = nullif(@value, '') where merchant_id = @id;

update merchants set name = @name, client_key = @client_key, notification_urls = @urls, stores = @stores,
    closed_at_ms = @closed, retry_waits = @waits, alert_email = @email,
    finish_url = @finish, unfinish_url = @unfinish, error_url = @error
    where merchant_id = @id;

update merchants set name = @value where merchant_id = @id;

update merchants set notification_urls = @value where merchant_id = @id;

update merchants set notification_urls = coalesce(@urls, notification_urls),
    alert_email = coalesce(@email, alert_email)
    where merchant_id = @id;

update merchants set retry_waits = nullif(@value, '') where merchant_id = @id;

update merchants set unfinish_url = nullif(@value, '') where merchant_id = @id;

update network_secrets set valid_until_ms = @end
    where network = @network and number < @number
    and (valid_until_ms is null or valid_until_ms > @end);

update notifications set due_at_ms = @due
    where transaction_id = @id and version = @version and address = @address and slot = @slot
    and state = 'Waiting' and due_at_ms = @seen;

update notifications set state = 'Waiting', due_at_ms = @now, attempts_before = attempts
    where transaction_id = @id and version = @version and address = @address and slot = @slot
    and state <> 'Waiting'
    returning attempts;

update notifications set state = @state, attempts = @attempts, due_at_ms = @due
    where transaction_id = @id and version = @version and address = @address and slot = @slot
    and state = 'Waiting' and due_at_ms = @seen
    returning exists (
    select 1 from notifications newer
    where newer.transaction_id = @id and newer.version > @version and newer.address = @address
    and newer.slot = @slot and newer.state = 'Waiting');

update passkeys set name = @name where credential_id = @credential and person_id = @person;

update passkeys set sign_count = @count, flags = @flags
    where credential_id = @credential and person_id = @person
    and (sign_count < @count or (sign_count = 0 and @count = 0));

update payments
    set status = @status, version = @version, payable_until_ms = @payable_until, settled_at_ms = @settled,
    network = @network, reference = @reference, voided_references = @voided
    where transaction_id = @id and slot = @slot and version = @seen;

update people set
    locked_until_ms = case when failures + 1 >= @most then @until else locked_until_ms end,
    failures = case when failures + 1 >= @most then 0 else failures + 1 end
    where person_id = @id
    returning failures, locked_until_ms;

update people set authenticator_step = @step where person_id = @id and authenticator_step < @step;

update people set failures = 0 where person_id = @id;

update people set locked_until_ms = @until where person_id = @id;

update people set name = @name, password_hash = @password, security_stamp = @stamp,
    authenticator_key_sealed = @authenticator, two_factor_since_ms = @second_factor,
    version = version + 1
    where person_id = @id and version = @seen;

update people set operator_since_ms = @since where person_id = @person and operator_since_ms is null;

update person_sessions set seen_at_ms = case when seen_at_ms < @now then @now else seen_at_ms end
    where token_hash = @hash and seen_at_ms > @idle and created_at_ms > @old;

update refused_calls set calls = calls + @calls,
    last_at_ms = case when last_at_ms < @at then @at else last_at_ms end
    where merchant_id = @merchant and hour_at_ms = @hour and reason = @reason
    and fingerprint = @fingerprint and address = @address;

update server_keys set last_used_at_ms = @at, last_used_from = @from
    where key_hash = @hash and (last_used_at_ms is null or last_used_at_ms < @at);

update server_keys set valid_until_ms = @end
    where merchant_id = @merchant and number < @number
    and (valid_until_ms is null or valid_until_ms > @end);

update store_networks set closed_at_ms = @now where name = @name and closed_at_ms is null;

update store_networks set closed_at_ms = null
    where name = @name and closed_at_ms is not null and @now > 0;

update unmatched_payments set decided_at_ms = @now, decided_by = @by, decision = @outcome,
    decision_note = @note
    where network = @network and reference = @reference and payment_code = @code and slot = @slot
    and returned_at_ms is null and decided_at_ms is null;

update unmatched_payments set returned_at_ms = coalesce(returned_at_ms, @now)
    where network = @network and reference = @reference and payment_code = @code and slot = @slot;

update webhook_secrets set valid_until_ms = @end
    where merchant_id = @merchant and number < @number
    and (valid_until_ms is null or valid_until_ms > @end);

update writers set at_ms = at_ms where writer = @writer returning sequence;

with recursive ring (endpoint, step) as (
    select (select min(endpoint) from notifications where state = 'Waiting' and endpoint > @after), 1
    union all
    select (
    select min(n.endpoint) from notifications n
    where n.state = 'Waiting' and n.endpoint > ring.endpoint), ring.step + 1
    from ring where ring.endpoint is not null and ring.step < @most)
    select ring.endpoint, c.failures, c.openings, c.open_until_ms, (
    select min(n.due_at_ms) from notifications n
    where n.state = 'Waiting' and n.endpoint = ring.endpoint) as due_at_ms
    from ring left join endpoints c on c.endpoint = ring.endpoint
    where ring.endpoint is not null
    order by ring.step;

with wanted (id, version, slot) as (values (@i0, @v0, @s0))
    select p.transaction_id, p.merchant_id, p.order_id, p.store, p.payment_code, p.code_key, p.code_number,
    p.amount_rupiah,
    h.status, h.version, p.opened_at_ms, p.expires_at_ms, h.payable_until_ms, h.settled_at_ms, h.network,
    h.reference,
    h.voided_references, h.at_ms, p.details
    from wanted w cross join payment_history h cross join payments p
    where h.transaction_id = w.id and h.version = w.version and h.slot = w.slot
    and p.transaction_id = h.transaction_id and p.slot = h.slot;

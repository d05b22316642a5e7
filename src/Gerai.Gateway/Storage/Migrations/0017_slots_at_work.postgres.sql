-- The hot tables in 16 parts each, by slot (docs/decisions/0024-slots-at-work.md): PostgreSQL only. A database with Citus
-- is cut into shards instead, by create_distributed_table, and is left as it is.
--
-- What is there is written anew, in one transaction. Columns, their order and the names of tables and indexes stay as they
-- were, so that nodes of an older version go on afterwards. Meanwhile they wait.

do $migration$
declare
    hot text[] := array['payments', 'payment_history', 'notifications', 'attempts', 'idempotency_keys'];
    hot_table text;
    tries int := 0;
begin
    if exists (select from pg_extension where extname = 'citus') then
        return;
    end if;

    -- All of them at once or none: a node that holds one and wants the next is not to be waited for while it waits.
    loop
        begin
            set local lock_timeout = '200ms';
            lock table payments, payment_history, notifications, attempts, idempotency_keys
                in access exclusive mode;
            exit;
        exception when lock_not_available then
            tries := tries + 1;
            if tries = 300 then
                raise;
            end if;
            perform pg_sleep(0.1);
        end;
    end loop;
    set local lock_timeout = 0;

    foreach hot_table in array hot loop
        execute format('alter table %I rename to %I', hot_table, hot_table || '_in_one');
        execute format(
            'create table %I (like %I including defaults) partition by hash (slot)', hot_table, hot_table || '_in_one');
        for part in 0..15 loop
            execute format(
                'create table %I partition of %I for values with (modulus 16, remainder %s)',
                hot_table || '_' || part, hot_table, part);
        end loop;
        execute format('insert into %I select * from %I', hot_table, hot_table || '_in_one');
        execute format('drop table %I', hot_table || '_in_one');
    end loop;

    alter table payments add primary key (transaction_id, slot);
    create unique index payments_code on payments (code_key, code_number, slot);
    create unique index payments_holding_order on payments (merchant_id, order_id, slot)
        where status in ('Pending', 'Settled');
    create index payments_past_order on payments (merchant_id, order_id, slot)
        where status not in ('Pending', 'Settled');
    create index payments_pending on payments (payable_until_ms) where status = 'Pending';

    alter table payment_history add primary key (transaction_id, version, slot);
    create index payment_history_news on payment_history (news_for, at_ms, transaction_id, version)
        where news_for is not null;

    alter table notifications add primary key (transaction_id, version, address, slot);
    create index notifications_waiting on notifications (due_at_ms) where state = 'Waiting';
    create index notifications_due on notifications (endpoint, due_at_ms) where state = 'Waiting';
    create index notifications_given_up on notifications (due_at_ms, transaction_id, version, address)
        where state = 'GivenUp';

    alter table attempts add primary key (transaction_id, version, address, number, slot);

    alter table idempotency_keys add primary key (merchant_id, idempotency_key, slot);
    create index idempotency_keys_age on idempotency_keys (claimed_at_ms);

end
$migration$;

analyze payments;
analyze payment_history;
analyze notifications;
analyze attempts;
analyze idempotency_keys;

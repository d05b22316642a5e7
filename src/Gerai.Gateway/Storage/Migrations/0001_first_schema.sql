-- One text for SQLite and PostgreSQL. A moment is Unix milliseconds (…_at_ms), money whole rupiah (…_rupiah). Keys lead
-- with what grows in time and end with the slot: neighbours in time are neighbours on disk, and one shard of a
-- distributed database can keep each promise alone.

create table merchants (
    merchant_id text not null primary key,
    name text not null,
    server_key_hash text not null unique,
    server_key_sealed text not null,
    client_key text not null,
    notification_urls text not null,
    stores text not null,
    created_at_ms bigint not null,
    closed_at_ms bigint
);

create table store_networks (
    name text not null primary key,
    store text not null,
    environment text not null,
    secret_sealed text not null,
    created_at_ms bigint not null
);

create table code_keys (
    key_id bigint not null primary key,
    store text not null,
    key_sealed text not null,
    counter_next bigint not null,
    retired bigint not null
);

create table payments (
    transaction_id text not null,
    slot bigint not null,
    merchant_id text not null,
    order_id text not null,
    store text not null,
    payment_code text not null,
    code_key bigint not null,
    code_number bigint not null,
    amount_rupiah bigint not null,
    status text not null,
    version bigint not null,
    opened_at_ms bigint not null,
    expires_at_ms bigint not null,
    payable_until_ms bigint not null,
    settled_at_ms bigint,
    network text,
    reference text,
    voided_references text not null,
    details text not null,
    primary key (transaction_id, slot)
);

create unique index payments_code on payments (code_key, code_number, slot);

-- Only a pending or paid payment holds its order id (protocol 5.9). Each row is in one of these two.
create unique index payments_holding_order on payments (merchant_id, order_id, slot)
    where status in ('Pending', 'Settled');
create index payments_past_order on payments (merchant_id, order_id, slot)
    where status not in ('Pending', 'Settled');

create index payments_pending on payments (payable_until_ms) where status = 'Pending';

create table payment_history (
    transaction_id text not null,
    version bigint not null,
    slot bigint not null,
    command text not null,
    at_ms bigint not null,
    status text not null,
    payable_until_ms bigint not null,
    settled_at_ms bigint,
    network text,
    reference text,
    voided_references text not null,
    primary key (transaction_id, version, slot)
);

create table notifications (
    transaction_id text not null,
    version bigint not null,
    address text not null,
    slot bigint not null,
    state text not null,
    attempts bigint not null,
    due_at_ms bigint not null,
    primary key (transaction_id, version, address, slot)
);

create index notifications_waiting on notifications (due_at_ms) where state = 'Waiting';

create table attempts (
    transaction_id text not null,
    version bigint not null,
    address text not null,
    number bigint not null,
    slot bigint not null,
    started_at_ms bigint not null,
    took_ms bigint not null,
    result text not null,
    http_status bigint,
    primary key (transaction_id, version, address, number, slot)
);

create table idempotency_keys (
    merchant_id text not null,
    idempotency_key text not null,
    slot bigint not null,
    claimed_at_ms bigint not null,
    transaction_id text,
    version bigint,
    primary key (merchant_id, idempotency_key, slot)
);

create index idempotency_keys_age on idempotency_keys (claimed_at_ms);

create table unmatched_payments (
    network text not null,
    reference text not null,
    payment_code text not null,
    slot bigint not null,
    environment text not null,
    amount_rupiah bigint not null,
    received_at_ms bigint not null,
    reason text not null,
    returned_at_ms bigint,
    primary key (network, reference, payment_code, slot)
);

create index unmatched_payments_age on unmatched_payments (received_at_ms);

-- Several server keys and webhook secrets a merchant, so that old ones stay good for a while beside the new. The newest
-- of each has no end. Numbers count up from 1 and the first server key is never deleted, so its number says that the
-- account is there. A key that has ended keeps its row, lest it become another merchant's.

create table server_keys (
    merchant_id text not null,
    number bigint not null,
    key_hash text not null unique,
    key_sealed text not null,
    created_at_ms bigint not null,
    valid_until_ms bigint,
    primary key (merchant_id, number)
);

-- Without rows for accounts opened before: a script has no chance to draw from, and nobody would know the secrets.
create table webhook_secrets (
    merchant_id text not null,
    number bigint not null,
    secret_sealed text not null,
    created_at_ms bigint not null,
    valid_until_ms bigint,
    primary key (merchant_id, number)
);

insert into server_keys (merchant_id, number, key_hash, key_sealed, created_at_ms)
select merchant_id, 1, server_key_hash, server_key_sealed, created_at_ms from merchants;

-- SQLite cannot drop a unique column, so the table is written anew without it.
create table merchants_without_keys (
    merchant_id text not null primary key,
    name text not null,
    client_key text not null,
    notification_urls text not null,
    stores text not null,
    created_at_ms bigint not null,
    closed_at_ms bigint
);

insert into merchants_without_keys (
    merchant_id, name, client_key, notification_urls, stores, created_at_ms, closed_at_ms)
select merchant_id, name, client_key, notification_urls, stores, created_at_ms, closed_at_ms from merchants;

drop table merchants;

alter table merchants_without_keys rename to merchants;

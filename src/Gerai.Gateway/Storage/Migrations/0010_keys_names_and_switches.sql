-- When a server key last opened the door and from where; calls that were refused; and three settings of a merchant.

alter table server_keys add column last_used_at_ms bigint;
alter table server_keys add column last_used_from text;

-- Refused calls of an hour with one key from one address, counted. A row belongs to the merchant whose key it was, or
-- to nobody (an empty text). The key itself is in no column. Of each hour only so many rows are told apart.
create table refused_calls (
    merchant_id text not null,
    hour_at_ms bigint not null,
    reason text not null,
    fingerprint text not null,
    address text not null,
    looks text not null,
    calls bigint not null,
    last_at_ms bigint not null,
    key_ended_at_ms bigint,
    primary key (merchant_id, hour_at_ms, reason, fingerprint, address)
);

create index refused_calls_hour on refused_calls (hour_at_ms);

-- What the shop calls its three custom fields; nothing and an empty text stand for no name.
alter table merchants add column custom_field1_name text;
alter table merchants add column custom_field2_name text;
alter table merchants add column custom_field3_name text;

-- Kinds of mail that the merchant has switched off, with commas between them; nothing and an empty text for none.
alter table merchants add column mails_off text;

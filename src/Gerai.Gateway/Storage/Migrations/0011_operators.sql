-- What an operator's pages change and read (docs/decisions/0018-operators.md).

-- Several secrets a store network, so that an old one stays good for a while beside the new. The newest has no end.
create table network_secrets (
    network text not null,
    number bigint not null,
    secret_sealed text not null,
    created_at_ms bigint not null,
    valid_until_ms bigint,
    primary key (network, number)
);

insert into network_secrets (network, number, secret_sealed, created_at_ms)
select name, 1, secret_sealed, created_at_ms from store_networks;

alter table store_networks drop column secret_sealed;

-- Since when a network is switched off, if it is.
alter table store_networks add column closed_at_ms bigint;

create index merchants_age on merchants (created_at_ms, merchant_id);

-- What a person did about unmatched money, once.
alter table unmatched_payments add column decided_at_ms bigint;
alter table unmatched_payments add column decided_by text;
alter table unmatched_payments add column decision text;
alter table unmatched_payments add column decision_note text;

drop index unmatched_payments_age;

create index unmatched_payments_open on unmatched_payments (received_at_ms, network, reference, payment_code)
    where returned_at_ms is null and decided_at_ms is null;

-- As before, and in one order to the last of them, so that a list of them can be turned page by page.
drop index notifications_given_up;

create index notifications_given_up on notifications (due_at_ms, transaction_id, version, address)
    where state = 'GivenUp';

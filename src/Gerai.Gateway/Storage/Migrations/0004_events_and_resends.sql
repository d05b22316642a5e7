-- What came back from each attempt. The body that was sent is not kept: it follows from history and key, and its hash
-- tells whether what is written again is what was sent.

alter table attempts add column body_sha256 text;
alter table attempts add column location text;
alter table attempts add column retry_after text;
alter table attempts add column answer_body text;

-- How many attempts had been made when a notification was last asked to be sent again; nothing stands for none.
alter table notifications add column attempts_before bigint;

create index notifications_given_up on notifications (due_at_ms) where state = 'GivenUp';

create table resends (
    transaction_id text not null,
    version bigint not null,
    address text not null,
    attempts_before bigint not null,
    slot bigint not null,
    at_ms bigint not null,
    by_whom text not null,
    primary key (transaction_id, version, address, attempts_before, slot)
);

-- Whose news a line of history is; nothing when it is nobody's. A merchant's events are these lines.
alter table payment_history add column news_for text;

update payment_history set news_for = (
    select p.merchant_id from payments p
    where p.transaction_id = payment_history.transaction_id and p.slot = payment_history.slot)
where version = 1 or status <> (
    select b.status from payment_history b
    where b.transaction_id = payment_history.transaction_id and b.slot = payment_history.slot
        and b.version = payment_history.version - 1);

create index payment_history_news on payment_history (news_for, at_ms, transaction_id, version)
    where news_for is not null;

-- How one merchant's notifications keep from delaying another's (docs/decisions/0008-fair-delivery.md).

-- The waits before each retry in milliseconds, with commas between them; null is the gateway's own setting.
alter table merchants add column retry_waits text;

alter table notifications add column endpoint text not null default '';

-- What waits already gets its whole address for an endpoint: no two merchants share it, and that is all it is for.
update notifications
set endpoint = (
    select p.merchant_id from payments p
    where p.transaction_id = notifications.transaction_id and p.slot = notifications.slot) || ' ' || address
where state = 'Waiting';

create index notifications_due on notifications (endpoint, due_at_ms) where state = 'Waiting';

-- Only endpoints in trouble have a row.
create table endpoints (
    endpoint text not null primary key,
    failures bigint not null,
    openings bigint not null,
    open_until_ms bigint
);

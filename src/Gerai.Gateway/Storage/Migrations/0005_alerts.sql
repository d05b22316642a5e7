-- Mail to a merchant whose endpoint keeps failing (docs/decisions/0009-alert-mail.md).

-- An empty text is none, like null.
alter table merchants add column alert_email text;

-- When the first of the failures in a row was; nothing for what was in trouble before this was written down.
alter table endpoints add column failing_since_ms bigint;

-- One row for each endpoint whose merchant is to be told, or was within the last two days. Until due_at_ms nobody sends
-- another mail: it is the end of a lease, of a pause after a failed try, or of the day of silence after a mail.
create table alerts (
    endpoint text not null primary key,
    due_at_ms bigint not null,
    failures bigint not null,
    told_until_ms bigint not null
);

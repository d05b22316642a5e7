-- What a developer's own listener said of a notification that it posted to a server of theirs. Nothing follows from it:
-- it is neither an attempt nor an end of a delivery.

create table forwards (
    transaction_id text not null,
    version bigint not null,
    started_at_ms bigint not null,
    address text not null,
    slot bigint not null,
    took_ms bigint not null,
    result text not null,
    http_status bigint,
    reported_at_ms bigint not null,
    primary key (transaction_id, version, started_at_ms, address, slot)
);

-- Several nodes that work as one (docs/decisions/0025-nodes-that-work-as-one.md). Neither table is written on SQLite, nor
-- does a merchant's payment hang on either.

-- The nodes that live, and when each was last seen.
create table nodes (
    node text not null primary key,
    seen_at_ms bigint not null
);

-- How many requests of a merchant were let in by all nodes in the newest second that it sent any, where a limit is set.
create table request_permits (
    merchant_id text not null primary key,
    of_second bigint not null,
    taken bigint not null
);

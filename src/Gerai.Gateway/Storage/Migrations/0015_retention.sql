-- What the books keep for a while only (docs/decisions/0026-data-that-ends.md). One row for each kind of thing.

create table retention (
    what text not null primary key,
    -- What is older than this is kept no longer, or will not be in a moment. Nothing until the first turn.
    kept_since_ms bigint,
    -- How far a walk that leaves rows behind it has come, so that it reads none of them twice.
    walked_to text not null,
    -- Until then no node looks: the end of a lease, or of the pause until the next turn.
    due_at_ms bigint not null
);

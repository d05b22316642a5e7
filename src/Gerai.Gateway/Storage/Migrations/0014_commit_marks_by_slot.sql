-- One row for each writer of a node on PostgreSQL and the slot whose shard it writes to: which of its transactions was
-- committed last. In the shard itself, so that the mark is no reason for a transaction to reach over two machines. The
-- table writers, without a slot, is what nodes of an older version look at.

create table commit_marks (
    writer text not null,
    slot bigint not null,
    sequence bigint not null,
    at_ms bigint not null,
    primary key (writer, slot)
);

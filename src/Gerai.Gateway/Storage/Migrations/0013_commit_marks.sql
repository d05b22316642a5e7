-- One row for each writer of a node on PostgreSQL: which of its transactions was committed last.

create table writers (
    writer text not null primary key,
    sequence bigint not null,
    at_ms bigint not null
);

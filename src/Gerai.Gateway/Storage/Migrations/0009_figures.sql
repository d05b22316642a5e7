-- The figures of closed hours, counted from the history (docs/decisions/0017-search-and-figures.md). Nothing is filled in
-- here: the gateway counts what is there already after its start.

-- How many of a merchant's payments became something in an hour. The day is that of the charge, in Western Indonesian
-- Time, as a number that counts from the first of 1970.
create table hourly_figures (
    merchant_id text not null,
    hour_at_ms bigint not null,
    store text not null,
    status text not null,
    charged_day bigint not null,
    payment_count bigint not null,
    amount_rupiah bigint not null,
    primary key (merchant_id, hour_at_ms, store, status, charged_day)
);

-- Up to which moment a merchant's history has been counted, and how many payments were pending then.
create table figure_marks (
    merchant_id text not null primary key,
    until_at_ms bigint not null,
    pending bigint not null
);

create table if not exists orders (
    order_key text primary key,
    number text not null unique,
    -- From the form that placed it: sending the form twice finds the same order.
    checkout_token text not null unique,
    status text not null,
    store text not null,
    total_rupiah integer not null,
    buyer_name text not null,
    buyer_email text not null,
    buyer_phone text not null,
    placed_at_ms integer not null,
    payment_code text,
    payment_page text,
    expires_at_ms integer
);

create table if not exists order_lines (
    order_key text not null references orders (order_key),
    position integer not null,
    name text not null,
    price_rupiah integer not null,
    quantity integer not null,
    primary key (order_key, position)
);

create table if not exists order_history (
    order_key text not null references orders (order_key),
    position integer not null,
    status text not null,
    at_ms integer not null,
    primary key (order_key, position)
);

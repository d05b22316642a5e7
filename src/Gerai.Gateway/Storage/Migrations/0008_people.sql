-- Who signs in to the portal, for which merchants, and what they did there (docs/decisions/0016-people-and-their-data.md).

-- email_key is the address in capitals, so that one person is not two.
create table people (
    person_id text not null primary key,
    email text not null,
    email_key text not null unique,
    name text not null,
    password_hash text,
    security_stamp text not null,
    authenticator_key_sealed text,
    authenticator_step bigint not null,
    two_factor_since_ms bigint,
    failures bigint not null,
    locked_until_ms bigint,
    operator_since_ms bigint,
    created_at_ms bigint not null,
    version bigint not null
);

create table recovery_codes (
    person_id text not null,
    code_hash text not null,
    primary key (person_id, code_hash)
);

create table passkeys (
    credential_id text not null primary key,
    person_id text not null,
    name text,
    public_key text not null,
    created_at_ms bigint not null,
    sign_count bigint not null,
    transports text,
    flags text not null,
    attestation_object text not null,
    client_data_json text not null
);

create index passkeys_person on passkeys (person_id, created_at_ms);

create table members (
    merchant_id text not null,
    person_id text not null,
    role text not null,
    since_ms bigint not null,
    primary key (merchant_id, person_id)
);

create index members_person on members (person_id);

-- One without a merchant (an empty text) invites an operator of the gateway, and has no role.
create table invitations (
    token_hash text not null primary key,
    invitation_id text not null unique,
    merchant_id text not null,
    email text not null,
    email_key text not null,
    role text,
    invited_by text not null,
    created_at_ms bigint not null,
    expires_at_ms bigint not null,
    ended_at_ms bigint,
    accepted_by text
);

create index invitations_merchant on invitations (merchant_id, created_at_ms);

-- A session that was ended has no row.
create table person_sessions (
    token_hash text not null primary key,
    session_id text not null unique,
    person_id text not null,
    created_at_ms bigint not null,
    seen_at_ms bigint not null,
    address text,
    device text
);

create index person_sessions_person on person_sessions (person_id);

create table data_protection_keys (
    number bigint not null primary key,
    key_sealed text not null
);

-- A line is only ever added. Its chain is a merchant's number, or an empty text for what concerns no merchant.
create table activity (
    chain text not null,
    number bigint not null,
    at_ms bigint not null,
    kind text not null,
    who text not null,
    person_id text,
    address text,
    about text,
    before text,
    after text,
    hash text not null,
    primary key (chain, number)
);

-- Where each chain ends. Its row is also the lock under which a merchant's members change.
create table activity_heads (
    chain text not null primary key,
    number bigint not null,
    hash text not null
);

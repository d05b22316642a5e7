-- Which passkey questions have been answered: each is good once (docs/decisions/0019-passkeys.md). A row may go once
-- its question is too old to be answered at all.
create table answered_challenges (
    challenge_hash text not null primary key,
    until_ms bigint not null
);

create index answered_challenges_until on answered_challenges (until_ms);

-- Two addresses for one file, signed in the same second, are told apart: each carries a number of its own.
alter table fetched add mint text not null default '' check (mint ~ '^([0-9a-f]{16})?$');
alter table fetched drop constraint fetched_pkey;
alter table fetched add primary key (grant_id, sha256, signed_at, mint, hour, network);

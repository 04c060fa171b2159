-- How often something that must not be guessed was tried, for all replicas together. Nothing is lost if it is.
create unlogged table attempt_count (
    key        text        primary key,
    since      timestamptz not null,
    count      integer     not null check (count > 0)
);
create index attempt_count_since on attempt_count (since);

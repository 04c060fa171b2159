-- A multipart upload that was begun: the next attempt goes on where it stopped.
create table upload (
    model_id   uuid        not null references model (id),
    sha256     text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    upload_id  text        not null,
    part_size  bigint      not null check (part_size > 0),
    started_at timestamptz not null,
    primary key (model_id, sha256)
);

-- Finding out whether the store holds exactly what a draft's manifest says, before the draft is published.
create table release_check (
    release_id      uuid        primary key references release (id),
    manifest_sha256 text        not null check (manifest_sha256 ~ '^[0-9a-f]{64}$'),
    asked_by        uuid        not null references person (id),
    asked_at        timestamptz not null,
    state           text        not null check (state in ('WAITING', 'PASSED', 'FAILED')),
    total_bytes     bigint      not null check (total_bytes >= 0),
    checked_bytes   bigint      not null default 0 check (checked_bytes between 0 and total_bytes),
    streamed        boolean     not null default false,
    reason          text,
    detail          text,
    lease           uuid,
    leased_until    timestamptz,
    finished_at     timestamptz,
    check ((state = 'FAILED') = (reason is not null and detail is not null)),
    check ((state = 'WAITING') = (finished_at is null))
);
create index release_check_waiting on release_check (leased_until nulls first) where state = 'WAITING';

-- What a right was used for, one row per ticket; quotas are counted from these. `bytes` leaves out files given out to the same
-- grant within the hour before: renewing an address, or one more node that fetches the same file, uses up nothing.
create table ticket (
    id         uuid        primary key,
    grant_id   uuid        not null references access_grant (id),
    release_id uuid        not null references release (id),
    -- addresses asked for one by one (browser, download list, Hugging Face client) share a row within the hour
    single     boolean     not null,
    files      integer     not null check (files > 0),
    bytes      bigint      not null check (bytes >= 0),
    network    text,
    minted_at  timestamptz not null,
    expires_at timestamptz not null check (expires_at > minted_at)
);
create index ticket_of_grant on ticket (grant_id, minted_at) include (bytes, expires_at);

-- The store's access log, as far as it was read: one row per log object.
create table access_log (
    key          text        primary key,
    lease        uuid,
    leased_until timestamptz,
    attempts     integer     not null default 0,
    read_at      timestamptz,
    lines        integer     check (lines >= 0),
    -- lines nobody could read
    unreadable   integer     check (unreadable >= 0),
    found_at     timestamptz not null default now()
);
create index access_log_waiting on access_log (key) where read_at is null;

-- What was really fetched: `signed_at` tells which of the addresses for this file it was.
create table fetched (
    grant_id  uuid        not null references access_grant (id),
    sha256    text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    signed_at timestamptz not null,
    hour      timestamptz not null,
    network   text        not null,
    requests  integer     not null check (requests > 0),
    bytes     bigint      not null check (bytes >= 0),
    primary key (grant_id, sha256, signed_at, hour, network)
);
create index fetched_hour on fetched (grant_id, hour);

-- One address fetched from more networks than the policy allows: said once per grant and day.
create table network_alert (
    grant_id uuid        not null references access_grant (id),
    day      date        not null,
    networks integer     not null check (networks > 0),
    allowed  integer     not null,
    at       timestamptz not null,
    primary key (grant_id, day)
);

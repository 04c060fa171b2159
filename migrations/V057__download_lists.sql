-- A list of addresses for a download manager. Each address is signed by a key that is thrown away once the list is written:
-- only the half that recognises signatures is kept, so nothing in here opens anything.
create table download_list (
    id         uuid        primary key,
    person_id  uuid        not null references person (id),
    grant_id   uuid        not null references access_grant (id),
    release_id uuid        not null references release (id),
    public_key bytea       not null,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    revoked_at timestamptz
);
create index download_list_grant on download_list (grant_id) where revoked_at is null;

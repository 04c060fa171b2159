-- A person is who the identity provider says: issuer and subject, never an address.
create table person (
    id             uuid        primary key,
    issuer         text        not null,
    subject        text        not null,
    username       text        not null,
    display_name   text        not null,
    email          text        not null,
    email_verified boolean     not null,
    realm_roles    text[]      not null,
    created_at     timestamptz not null,
    last_seen_at   timestamptz not null,
    unique (issuer, subject)
);
create index person_username on person (username);

-- Only the hash of a token is kept.
create table access_token (
    id           uuid        primary key,
    person_id    uuid        not null references person (id),
    name         text        not null check (length(name) between 1 and 100),
    token_hash   bytea       not null unique check (octet_length(token_hash) = 32),
    scopes       text[]      not null check (cardinality(scopes) > 0),
    created_at   timestamptz not null,
    expires_at   timestamptz not null check (expires_at > created_at),
    last_used_at timestamptz,
    revoked_at   timestamptz
);
create index access_token_person on access_token (person_id, created_at desc);

-- A program that waits for a person to let it in (RFC 8628).
create table device_login (
    id               uuid        primary key,
    client_id        text        not null,
    device_code_hash bytea       not null unique check (octet_length(device_code_hash) = 32),
    user_code        text        not null unique,
    asked_scopes     text[]      not null check (cardinality(asked_scopes) > 0),
    state            text        not null check (state in ('WAITING', 'ALLOWED', 'DENIED', 'USED')),
    person_id        uuid        references person (id),
    allowed_scopes   text[],
    interval_seconds integer     not null check (interval_seconds > 0),
    last_polled_at   timestamptz,
    created_at       timestamptz not null,
    expires_at       timestamptz not null,
    check ((state in ('ALLOWED', 'USED')) = (allowed_scopes is not null and person_id is not null))
);
create index device_login_expiry on device_login (expires_at);

create table model (
    id          uuid        primary key,
    namespace   text        not null check (namespace ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    name        text        not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    summary     text        not null check (length(summary) <= 300),
    description text        not null check (length(description) <= 100000),
    created_at  timestamptz not null,
    unique (namespace, name)
);

create table model_role (
    model_id  uuid not null references model (id),
    person_id uuid not null references person (id),
    role      text not null check (role in ('OWNER', 'PUBLISHER', 'REVIEWER', 'AUDITOR')),
    primary key (model_id, person_id, role)
);
create index model_role_person on model_role (person_id, role);

create table terms_version (
    id         uuid        primary key,
    model_id   uuid        not null references model (id),
    version    integer     not null check (version > 0),
    title      text        not null check (length(title) between 1 and 200),
    body       text        not null check (length(body) between 1 and 200000),
    sha256     text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    created_at timestamptz not null,
    unique (model_id, version)
);

create table access_policy (
    id                 uuid        primary key,
    model_id           uuid        not null references model (id),
    version            integer     not null check (version > 0),
    grant_days         integer     not null check (grant_days between 1 and 3650),
    ticket_ttl_seconds integer     not null check (ticket_ttl_seconds between 30 and 900),
    hold_seconds       integer     not null check (hold_seconds between 0 and 86400),
    quorum             integer     not null check (quorum between 1 and 5),
    reapply_days       integer     not null check (reapply_days between 0 and 3650),
    created_at         timestamptz not null,
    unique (model_id, version)
);

create table release (
    id                 uuid        primary key,
    model_id           uuid        not null references model (id),
    version            text        not null check (length(version) <= 64),
    revision           integer     not null check (revision > 0),
    state              text        not null check (state in ('DRAFT', 'PUBLISHED', 'WITHDRAWN')),
    manifest           bytea       not null,
    manifest_sha256    text        not null check (manifest_sha256 ~ '^[0-9a-f]{64}$'),
    signature          bytea       not null,
    signer_fingerprint text        not null check (signer_fingerprint ~ '^[0-9a-f]{64}$'),
    architecture       text,
    dtype              text,
    parameters         bigint,
    created_at         timestamptz not null,
    published_at       timestamptz,
    withdrawn_at       timestamptz,
    withdrawn_reason   text        check (length(withdrawn_reason) <= 2000),
    unique (model_id, version),
    check (state = 'DRAFT' or published_at is not null),
    check ((state = 'WITHDRAWN') = (withdrawn_at is not null and withdrawn_reason is not null))
);
create index release_latest on release (model_id, published_at desc) where state = 'PUBLISHED';

create table weight_file (
    release_id uuid    not null references release (id),
    position   integer not null check (position >= 0),
    path       text    not null,
    role       text    not null,
    size       bigint  not null check (size >= 0),
    sha256     text    not null check (sha256 ~ '^[0-9a-f]{64}$'),
    primary key (release_id, path),
    unique (release_id, position)
);
create index weight_file_sha256 on weight_file (sha256);

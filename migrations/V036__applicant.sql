-- what an applicant says to the reviewers when they send again
alter table request_draft add column reply text not null default '';

-- Files beside a request, kept in S3 under requests/{request}/{attachment}. A revision holds those with
-- since_revision <= n and (until_revision is null or until_revision >= n); nothing is taken out of a revision that was sent.
create table attachment (
    id uuid primary key,
    request_id uuid not null references access_request (id),
    name text not null check (length(name) between 1 and 200),
    media_type text not null,
    size bigint not null check (size > 0),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    state text not null check (state in ('STORING', 'STORED', 'GONE')),
    since_revision int not null check (since_revision > 0),
    until_revision int check (until_revision >= since_revision),
    uploaded_by uuid not null references person (id),
    uploaded_at timestamptz not null,
    gone_at timestamptz
);
create index attachment_of_request on attachment (request_id, uploaded_at, id);
-- what has to be taken out of the store
create index attachment_to_clear on attachment (uploaded_at) where state in ('STORING', 'GONE');

-- People who ask together with the applicant. Each one signs in and accepts the terms; only the hash of a link is kept.
create table member (
    id uuid primary key,
    request_id uuid not null references access_request (id),
    email text not null check (length(email) <= 320),
    state text not null check (state in ('INVITED', 'JOINED', 'DECLINED', 'DROPPED')),
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    person_id uuid references person (id),
    terms_version_id uuid references terms_version (id),
    terms_version int,
    terms_sha256 text,
    invited_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > invited_at),
    answered_at timestamptz,
    check (state <> 'JOINED' or (person_id is not null and terms_version_id is not null and answered_at is not null))
);
create unique index member_address_once on member (request_id, lower(email)) where state in ('INVITED', 'JOINED');
create unique index member_person_once on member (request_id, person_id) where state = 'JOINED';
create index member_of_request on member (request_id, invited_at, id);
create index member_person on member (person_id) where person_id is not null;

-- Who vouches for an applicant.
create table referee (
    request_id uuid primary key references access_request (id),
    name text not null check (length(name) between 1 and 200),
    email text not null check (length(email) <= 320),
    changed_at timestamptz not null
);

-- A referee's link: for one revision, used once. A newer row of the same request voids the older ones.
create table referee_invitation (
    id uuid primary key,
    request_id uuid not null,
    revision int not null,
    name text not null check (length(name) between 1 and 200),
    email text not null check (length(email) <= 320),
    state text not null check (state in ('WAITING', 'CONFIRMED', 'DECLINED', 'VOID')),
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    sent_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > sent_at),
    answered_at timestamptz,
    comment text check (length(comment) <= 8000),
    person_id uuid references person (id),
    foreign key (request_id, revision) references request_revision (request_id, number),
    check (state not in ('CONFIRMED', 'DECLINED') or answered_at is not null),
    check (state <> 'WAITING' or answered_at is null)
);
create unique index referee_invitation_current on referee_invitation (request_id) where state <> 'VOID';
create index referee_invitation_of_request on referee_invitation (request_id, sent_at);

-- What somebody typed whose session had ended. Only the browser that sent it can have it back, for a day.
create table kept_text (
    token_hash bytea primary key check (octet_length(token_hash) = 32),
    path text not null check (length(path) <= 500),
    fields jsonb not null,
    kept_at timestamptz not null
);
create index kept_text_age on kept_text (kept_at);

-- how long decisions take
create index access_request_decided on access_request (model_id, decided_at desc) where state in ('APPROVED', 'REJECTED');

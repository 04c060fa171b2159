create sequence request_reference;

create table access_request (
    id uuid primary key,
    reference text not null unique,
    person_id uuid not null references person (id),
    model_id uuid not null references model (id),
    state text not null check (state in ('DRAFT', 'SUBMITTED', 'CHANGES_REQUESTED', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'LAPSED')),
    revision int not null default 0 check (revision >= 0),
    version int not null,
    -- copied from the current revision so that lists need no join into answers
    applicant_name text not null default '',
    affiliation text not null default '',
    created_at timestamptz not null,
    updated_at timestamptz not null,
    submitted_at timestamptz,
    decided_at timestamptz,
    granted_until timestamptz,
    reason_code text,
    public_text text,
    reapply_from timestamptz,
    check (state not in ('SUBMITTED', 'CHANGES_REQUESTED', 'APPROVED', 'REJECTED') or (revision > 0 and submitted_at is not null)),
    check (state <> 'APPROVED' or granted_until is not null),
    check (state <> 'REJECTED' or (reason_code is not null and public_text is not null and reapply_from is not null))
);

create unique index access_request_one_open on access_request (person_id, model_id)
    where state in ('DRAFT', 'SUBMITTED', 'CHANGES_REQUESTED');
create index access_request_of_person on access_request (person_id, created_at desc, id desc);
create index access_request_queue on access_request (model_id, state, submitted_at, id);

-- what is being typed, one row per request, replaced by each save
create table request_draft (
    request_id uuid primary key references access_request (id),
    version int not null,
    answers jsonb not null,
    saved_at timestamptz not null
);

-- what was sent, frozen
create table request_revision (
    request_id uuid not null references access_request (id),
    number int not null check (number > 0),
    form_version int not null,
    answers jsonb not null,
    answers_sha256 text not null,
    terms_version_id uuid not null references terms_version (id),
    terms_version int not null,
    terms_sha256 text not null,
    submitted_at timestamptz not null,
    primary key (request_id, number)
);

create table review_vote (
    request_id uuid not null,
    revision int not null,
    reviewer_id uuid not null references person (id),
    verdict text not null check (verdict in ('APPROVE', 'REJECT', 'REQUEST_CHANGES')),
    at timestamptz not null,
    primary key (request_id, revision, reviewer_id),
    foreign key (request_id, revision) references request_revision (request_id, number)
);

create table idempotency (
    person_id uuid not null references person (id),
    key text not null,
    operation text not null,
    body_sha256 text not null,
    reply text,
    created_at timestamptz not null default now(),
    primary key (person_id, key)
);
create index idempotency_by_age on idempotency (created_at);

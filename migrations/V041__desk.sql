-- What reviewers say to each other about one answer; applicants never read it.
create table field_note (
    id         uuid        primary key,
    request_id uuid        not null,
    revision   integer     not null,
    field      text        not null check (length(field) between 1 and 60),
    author_id  uuid        not null references person (id),
    text       text        not null check (length(text) between 1 and 4000),
    at         timestamptz not null,
    foreign key (request_id, revision) references request_revision (request_id, number)
);
create index field_note_of_request on field_note (request_id, at, id);

-- What a model's reviewers write again and again, by its owners.
create table decision_template (
    id          uuid        primary key,
    model_id    uuid        not null references model (id),
    verdict     text        not null check (verdict in ('REJECT', 'REQUEST_CHANGES')),
    reason_code text        check (length(reason_code) <= 60),
    name        text        not null check (length(name) between 1 and 80),
    text        text        not null check (length(text) between 1 and 4000),
    written_by  uuid        not null references person (id),
    written_at  timestamptz not null,
    unique (model_id, name),
    check ((verdict = 'REJECT') = (reason_code is not null))
);

-- What one reviewer writes again and again.
create table canned_reply (
    id         uuid        primary key,
    person_id  uuid        not null references person (id),
    name       text        not null check (length(name) between 1 and 80),
    text       text        not null check (length(text) between 1 and 4000),
    written_at timestamptz not null,
    unique (person_id, name)
);

-- Someone from outside is asked for an opinion on some answers of one revision. Only the hash of the link's secret is kept.
create table expert_invitation (
    id             uuid        primary key,
    request_id     uuid        not null,
    revision       integer     not null,
    fields         text[]      not null check (cardinality(fields) > 0),
    name           text        not null check (length(name) between 1 and 200),
    email          text        not null check (length(email) <= 320),
    question       text        not null check (length(question) <= 4000),
    token_hash     bytea       not null unique check (octet_length(token_hash) = 32),
    invited_by     uuid        not null references person (id),
    invited_at     timestamptz not null,
    expires_at     timestamptz not null check (expires_at > invited_at),
    withdrawn_at   timestamptz,
    answered_at    timestamptz,
    recommendation text        check (recommendation in ('FOR', 'AGAINST', 'UNSURE')),
    opinion        text        check (length(opinion) <= 8000),
    foreign key (request_id, revision) references request_revision (request_id, number),
    check ((answered_at is null) = (opinion is null) and (answered_at is null) = (recommendation is null))
);
create index expert_invitation_of_request on expert_invitation (request_id, invited_at);

-- When a reviewer is reminded next; a row for everyone who reviews, made when it is first needed.
create table review_reminder (
    person_id uuid        primary key references person (id),
    daily     boolean     not null default true,
    -- hour of the day in UTC
    hour      integer     not null default 7 check (hour between 0 and 23),
    next_at   timestamptz not null,
    -- the mail that was written last, by its dedupe key
    last_mail text,
    last_at   timestamptz
);
create index review_reminder_due on review_reminder (next_at) where daily;

-- One reminder per person and turn of a claimed request that becomes due; one whose mail did not arrive is written again.
create table claim_reminder (
    request_id uuid        not null references access_request (id),
    person_id  uuid        not null references person (id),
    revision   integer     not null,
    attempt    integer     not null check (attempt > 0),
    mail       text        not null,
    written_at timestamptz not null,
    primary key (request_id, person_id, revision)
);

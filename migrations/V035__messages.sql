-- The two-way thread of a request, and the reviewers' own notes. An erased message keeps its place and loses its words.
create table message (
    id uuid primary key,
    request_id uuid not null references access_request (id),
    author_id uuid not null references person (id),
    from_applicant boolean not null,
    visibility text not null check (visibility in ('INTERNAL', 'APPLICANT')),
    body text not null check (length(body) <= 8000),
    at timestamptz not null default clock_timestamp(),
    erased_at timestamptz,
    check (not from_applicant or visibility = 'APPLICANT')
);
create index message_of_request on message (request_id, at, id);
create index message_of_author on message (author_id, at);

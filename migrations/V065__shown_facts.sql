-- What a reviewer was shown, so that a refused decision can say what was and what is. Kept while the request is open.
create table shown_facts (
    request_id   uuid        not null references access_request (id),
    version      integer     not null,
    digest_sha256 bytea      not null check (length(digest_sha256) = 32),
    -- the last thing that had happened then
    seq          integer     not null,
    words        jsonb       not null,
    shown_at     timestamptz not null default transaction_timestamp(),
    primary key (request_id, version, digest_sha256)
);

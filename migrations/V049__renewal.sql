-- what a holder says they did with a model when they ask to renew, beside what the portal itself knows
create table usage_report (
    request_id   uuid        primary key references access_request (id),
    summary      text        not null check (length(summary) between 1 and 4000),
    publications text        not null check (length(publications) <= 2600),
    files        bigint      not null check (files >= 0),
    bytes        bigint      not null check (bytes >= 0),
    releases     text        not null check (length(releases) <= 1000),
    last_at      timestamptz,
    written_at   timestamptz not null
);

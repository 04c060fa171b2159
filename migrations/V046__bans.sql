-- Addresses as bans compare them: lower case, without a tag behind a plus, Gmail's dots left out. Domains arrive in ASCII.
alter table person
    add mail_domain text not null generated always as (lower(rtrim(regexp_replace(email, '^.*@', ''), '.'))) stored,
    add mail_key    text not null generated always as (
        case when lower(rtrim(regexp_replace(email, '^.*@', ''), '.')) in ('gmail.com', 'googlemail.com')
             then replace(regexp_replace(lower(normalize(regexp_replace(email, '@[^@]*$', ''), NFKC)), '\+.*$', ''), '.', '')
                  || '@gmail.com'
             else regexp_replace(lower(normalize(regexp_replace(email, '@[^@]*$', ''), NFKC)), '\+.*$', '')
                  || '@' || lower(rtrim(regexp_replace(email, '^.*@', ''), '.'))
        end) stored;
create index person_mail_key on person (mail_key);
-- read backwards a domain and everything below it are one range
create index person_mail_domain on person (reverse(mail_domain) text_pattern_ops);

-- which organisations a person has named in what they sent, as bans compare them
create table person_organisation (
    person_id        uuid not null references person (id),
    organisation_key text not null check (length(organisation_key) between 1 and 400),
    primary key (person_id, organisation_key)
);
create index person_organisation_key on person_organisation (organisation_key, person_id);

create table ban (
    id           uuid        primary key,
    kind         text        not null check (kind in ('PERSON', 'ADDRESS', 'DOMAIN', 'ORGANISATION')),
    -- what is compared; the address of a person at the time of the ban, so that a new account does not escape it
    value        text        not null check (length(value) between 1 and 400),
    person_id    uuid        references person (id),
    -- what the reader of the list sees
    shown        text        not null check (length(shown) between 1 and 400),
    -- where it holds: on one model, or everywhere
    model_id     uuid        references model (id),
    reason       text        not null check (length(reason) between 1 and 1000),
    until        timestamptz check (until > placed_at),
    placed_by    uuid        not null references person (id),
    placed_at    timestamptz not null,
    lifted_by    uuid        references person (id),
    lifted_at    timestamptz,
    -- how far closing requests and revoking grants has come
    worked_until uuid,
    worked_at    timestamptz,
    lease        uuid,
    leased_until timestamptz,
    check ((kind = 'PERSON') = (person_id is not null)),
    check ((lifted_at is null) = (lifted_by is null))
);
create index ban_value on ban (kind, value);
create index ban_person on ban (person_id) where person_id is not null;
create index ban_model on ban (model_id, id desc);
create index ban_work on ban (leased_until nulls first) where worked_at is null;

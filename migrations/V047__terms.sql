-- terms that everybody who holds access has to accept, and until when the older ones still do
alter table terms_version
    add must_accept   boolean not null default false,
    add grace_ends_at timestamptz,
    add constraint terms_version_grace check (must_accept = (grace_ends_at is not null));
create index terms_version_must_accept on terms_version (model_id, grace_ends_at) where must_accept;

-- who accepted which words, when, and on which way
create table terms_acceptance (
    id               uuid        primary key,
    person_id        uuid        not null references person (id),
    terms_version_id uuid        not null references terms_version (id),
    sha256           text        not null check (sha256 ~ '^[0-9a-f]{64}$'),
    way              text        not null check (way in ('REQUEST', 'MEMBER', 'CAMPAIGN')),
    -- the request or the grant it was accepted for
    origin           uuid        not null,
    accepted_at      timestamptz not null,
    unique (person_id, terms_version_id, origin)
);
create index terms_acceptance_terms on terms_acceptance (terms_version_id, id);
insert into terms_acceptance (id, person_id, terms_version_id, sha256, way, origin, accepted_at)
    select distinct on (r.person_id, v.terms_version_id, r.id) gen_random_uuid(), r.person_id, v.terms_version_id,
        v.terms_sha256, 'REQUEST', r.id, v.submitted_at
    from request_revision v join access_request r on r.id = v.request_id
    order by r.person_id, v.terms_version_id, r.id, v.submitted_at;

-- asking every holder of a model to accept new terms: told at once, reminded twice, paused when the grace period is over
create table terms_campaign (
    terms_version_id uuid        primary key references terms_version (id),
    model_id         uuid        not null references model (id),
    started_by       uuid        not null references person (id),
    started_at       timestamptz not null,
    grace_ends_at    timestamptz not null check (grace_ends_at >= started_at),
    step             text        not null check (step in ('TELL', 'REMIND', 'REMIND_AGAIN', 'PAUSE', 'DONE')),
    due_at           timestamptz not null,
    worked_until     uuid,
    lease            uuid,
    leased_until     timestamptz
);
create index terms_campaign_due on terms_campaign (due_at) where step <> 'DONE';
create index terms_campaign_model on terms_campaign (model_id, started_at desc);

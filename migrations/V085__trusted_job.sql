-- A job in continuous integration that may download one model in a person's name: who vouches for it, and its name there. A name
-- that ends in * stands for all that begin so.
create table trusted_job (
    id           uuid        primary key,
    person_id    uuid        not null references person (id),
    model_id     uuid        not null references model (id),
    issuer       text        not null check (length(issuer) between 1 and 500),
    subject      text        not null check (length(subject) between 1 and 500),
    created_at   timestamptz not null,
    last_used_at timestamptz,
    unique (person_id, model_id, issuer, subject)
);
create index trusted_job_of on trusted_job (issuer, subject);

-- A job's token: the models it downloads and nothing else, and who let it.
alter table access_token add models text[] check (cardinality(models) > 0);
alter table access_token add jobs uuid[] check ((jobs is null) = (models is null));
create index access_token_of_jobs on access_token (person_id) where models is not null;

-- those whose account was erased while a ban held, and who are forgotten when none does any more
create index person_kept_for_a_ban on person (id) where erased_at is not null and issuer <> 'erased';

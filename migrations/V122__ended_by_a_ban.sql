-- whom a ban ended something for: they hear of its lifting, whatever their address is by then
create table ban_ended (
    ban_id    uuid not null references ban (id),
    person_id uuid not null references person (id),
    primary key (ban_id, person_id)
);
create index ban_ended_person on ban_ended (person_id);

insert into ban_ended (ban_id, person_id)
select distinct b.id, p.id
from ban b
join (select person_id, model_id, decided_at as at from access_request where reason_code = 'BANNED'
      union all
      select person_id, model_id, state_since from access_grant where revoke_reason = 'BANNED') lost
    on lost.at >= b.placed_at and (b.model_id is null or b.model_id = lost.model_id)
join person p on p.id = lost.person_id
where (b.lifted_at is null or b.worked_at is null)
    and (b.person_id = p.id or b.kind in ('PERSON', 'ADDRESS') and b.value = p.mail_key
         or b.kind = 'DOMAIN' and (p.mail_domain = b.value or p.mail_domain like '%.' || b.value)
         or b.kind = 'ORGANISATION' and exists (
             select from person_organisation o where o.person_id = p.id and o.organisation_key = b.value));

-- Bans compare organisations as names are found (V124): letters that Unicode does not take apart are the plain ones people type in
-- their place. Whoever writes by now writes them so.
insert into person_organisation (person_id, organisation_key)
select person_id, rtrim(left(queue_fold(organisation_key), 400)) from person_organisation
where queue_fold(organisation_key) <> organisation_key
on conflict do nothing;
delete from person_organisation where queue_fold(organisation_key) <> organisation_key;
update ban set value = rtrim(left(queue_fold(value), 400)) where kind = 'ORGANISATION' and queue_fold(value) <> value;

-- Bans compare organisations as names are found (V124): letters that Unicode does not take apart are the plain ones people type in
-- their place. Whoever writes by now writes them so.
create function pg_temp.plain(key text) returns text language sql as $$
    select rtrim(left(replace(replace(replace(replace(translate(key,
        'øđðłħŧıŋĸƀɓƈɗɖƌƒɠǥɣƙɨɩȷɲɔɵƥƭʈʉʊʋƴƶəǝɛς', 'oddlhtinkbbcdddfgggkiijnoopttuuvyzeeeσ'),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 400))
$$;
insert into person_organisation (person_id, organisation_key)
select person_id, pg_temp.plain(organisation_key) from person_organisation where pg_temp.plain(organisation_key) <> organisation_key
on conflict do nothing;
delete from person_organisation where pg_temp.plain(organisation_key) <> organisation_key;
update ban set value = pg_temp.plain(value) where kind = 'ORGANISATION' and pg_temp.plain(value) <> value;

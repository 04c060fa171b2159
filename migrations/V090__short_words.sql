-- Short words match very many requests, and those that come first in a view have to be found without looking at all of them.
-- The indexes that give the order therefore know how each term begins, so that a view is read from them alone; rare words
-- have an index of whole terms, which finds all that begin with them at once instead of meeting their trigrams one by one.

-- the first three characters of each term, each after a line break
create function queue_begins(terms text) returns text language sql immutable strict parallel safe as $$
    select regexp_replace(terms, '(\n[^\n]{1,3})[^\n]*', '\1', 'g')
$$;
-- the terms, none longer than anybody can look for
create function queue_lexemes(terms text) returns tsvector language sql immutable strict parallel safe as $$
    select array_to_tsvector(array_remove(string_to_array(
        case when length(terms) <= 200 then terms else regexp_replace(terms, '(\n[^\n]{200})[^\n]*', '\1', 'g') end, E'\n'), ''))
$$;

-- a minute or more for a million requests
set local maintenance_work_mem = '256MB';
drop index queue_entry_terms, queue_entry_in_order, queue_entry_in_state, queue_entry_begun;
alter table queue_entry add column begins text not null generated always as (queue_begins(terms)) stored;
create index queue_entry_in_order on queue_entry (model_id, turn_at, request_id) include (begins);
create index queue_entry_in_state on queue_entry (model_id, state, turn_at, request_id) include (begins);
create index queue_entry_begun on queue_entry (model_id, turn_at, request_id) include (person_id, revision, begins)
    where state = 'SUBMITTED' and approvals > 0;
create index queue_entry_lexemes on queue_entry using gin (model_id, queue_lexemes(terms)) with (gin_pending_list_limit = 256);
-- what was not vacuumed is looked up in the table again
alter table queue_entry set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);

-- The requests of some models that have a term beginning so, at most so many: by the index, whatever the statistics say. Whoever
-- reviews many models searches all of them at once.
drop function queue_beginnings(uuid[], text, integer);
create function queue_beginnings(models uuid[], words text, most integer) returns setof uuid
language plpgsql stable set enable_seqscan = off set enable_indexscan = off set plan_cache_mode = force_custom_plan as $$
declare
    beginning tsquery := '''' || replace(replace(left(words, 200), '\', '\\'), '''', '''''') || ''':*';
begin
    if cardinality(models) <= 2 then
        return query select request_id from queue_entry
            where model_id = any(models) and queue_lexemes(terms) @@ beginning limit most;
    else
        return query select request_id from queue_entry
            where array[model_id] <@ models and queue_lexemes(terms) @@ beginning limit most;
    end if;
end
$$;

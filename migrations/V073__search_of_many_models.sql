-- Whoever reviews many models searches all of them at once: the index is read once and not once for each model, which took
-- twenty models five times as long. Those of few models keep the index that knows the model.
create or replace function queue_beginnings(models uuid[], words text, most integer) returns setof uuid
language plpgsql stable set enable_seqscan = off set enable_indexscan = off set plan_cache_mode = force_custom_plan as $$
begin
    if cardinality(models) <= 2 then
        return query select request_id from queue_entry where model_id = any(models) and terms like words limit most;
    else
        return query select request_id from queue_entry where array[model_id] <@ models and terms like words limit most;
    end if;
end
$$;
create or replace function queue_answers(models uuid[], words text, most integer) returns setof uuid
language plpgsql stable set enable_seqscan = off set enable_indexscan = off set plan_cache_mode = force_custom_plan as $$
begin
    if cardinality(models) <= 2 then
        return query select request_id from queue_text where model_id = any(models) and body like words limit most;
    else
        return query select request_id from queue_text where array[model_id] <@ models and body like words limit most;
    end if;
end
$$;

-- what a burst of submissions leaves to be sorted in is sorted in often and a little at a time: no submission waits for
-- megabytes of it, and no search reads them
alter index queue_entry_terms set (gin_pending_list_limit = 256);
alter index queue_text_body set (gin_pending_list_limit = 256);

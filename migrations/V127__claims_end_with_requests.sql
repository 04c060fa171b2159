-- Nobody looks at what is decided or taken back: whoever closes a request ends the claim on it.
create function claim_ends_with_request() returns trigger language plpgsql as $$
begin
    delete from claim where request_id = new.id;
    return null;
end
$$;
create trigger claim_ends_with_request after update of state on access_request
    for each row when (new.state not in ('SUBMITTED', 'CHANGES_REQUESTED') and new.state <> old.state)
    execute function claim_ends_with_request();

delete from claim c using access_request r where r.id = c.request_id and r.state not in ('SUBMITTED', 'CHANGES_REQUESTED');

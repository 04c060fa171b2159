-- when a person's data was taken out; the row stays for what others rest on, without a name
alter table person add column erased_at timestamptz;
-- what one person did, for their export
create index event_actor on event (actor, at) where actor is not null;

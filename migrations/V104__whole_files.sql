-- The store's checksum over the parts of a file proves every chunk and says nothing of the SHA-256 of the whole. That is computed
-- once the release is open: to read everything first would keep a large one closed for hours.
alter table release_check add column whole text check (whole in ('DUE', 'RIGHT', 'WRONG'));
alter table release_check add column whole_detail text;
alter table release_check add column whole_at timestamptz;
create index release_check_whole_due on release_check (leased_until nulls first) where whole = 'DUE';

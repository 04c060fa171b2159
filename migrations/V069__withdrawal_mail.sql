-- Holders are told once when a release is withdrawn, a batch at a time: the last grant that was told, and when all were.
alter table release
    add holders_told_until uuid,
    add holders_told_at    timestamptz;
-- nobody is told late of what was withdrawn before
update release set holders_told_at = withdrawn_at where state = 'WITHDRAWN';
create index release_untold on release (withdrawn_at) where state = 'WITHDRAWN' and holders_told_at is null;

-- a decision that can still be taken back; its text belongs to nobody yet but the reviewers
alter table access_request
    add held_by           uuid references person (id),
    add held_verdict      text check (held_verdict in ('APPROVE', 'REJECT', 'REQUEST_CHANGES')),
    add held_ends_at      timestamptz,
    add held_digest       text,
    add held_grant_until  timestamptz,
    add held_reason       text,
    add held_text         text,
    add held_reapply_from timestamptz,
    add held_notes        jsonb,
    -- the closed request whose answers this one began with
    add follows           uuid references access_request (id);
alter table access_request
    add constraint access_request_held check (
        (held_by is null and held_verdict is null and held_ends_at is null and held_digest is null)
        or (held_by is not null and held_verdict is not null and held_ends_at is not null and held_digest is not null
            and state = 'SUBMITTED'));
create index access_request_held on access_request (held_ends_at, id) where held_ends_at is not null;
create index access_request_idle on access_request (updated_at, id) where state in ('DRAFT', 'CHANGES_REQUESTED');
create index access_request_follows on access_request (follows) where follows is not null;

-- a ban closes drafts too, and names no day: the next try waits for the end of the ban
alter table access_request drop constraint access_request_check;
alter table access_request add constraint access_request_sent check (
    state not in ('SUBMITTED', 'CHANGES_REQUESTED', 'APPROVED', 'REJECTED')
    or (revision > 0 and submitted_at is not null) or reason_code = 'BANNED');
alter table access_request drop constraint access_request_check2;
alter table access_request add constraint access_request_rejected check (
    state <> 'REJECTED'
    or (reason_code is not null and public_text is not null and (reapply_from is not null or reason_code = 'BANNED')));

-- what each vote would lead to: with a majority, the vote that decides need not be on the winning side
alter table review_vote
    add grant_until  timestamptz,
    add reason_code  text,
    add public_text  text,
    add reapply_from timestamptz;

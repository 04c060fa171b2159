-- Access that a model's owners end as a rejection: like a rejected request it bars a new one for a while.
alter table access_grant drop constraint access_grant_revoke_reason_check;
alter table access_grant add constraint access_grant_revoke_reason_check check (
    revoke_reason in ('MISUSE', 'TERMS_BROKEN', 'LEFT', 'ENDED', 'SECURITY', 'BANNED', 'REJECTED', 'OTHER'));

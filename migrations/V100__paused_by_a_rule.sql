-- a grant that the portal pauses by a rule of the model's policy says so, and not that its owner asked for it
alter table access_grant drop constraint access_grant_suspend_reason_check;
alter table access_grant add constraint access_grant_suspend_reason_check
    check (suspend_reason in ('TERMS', 'EVIDENCE', 'OWNER', 'QUOTA', 'POLICY'));

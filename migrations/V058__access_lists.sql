-- Who may have a model, and who was revoked, page by page in the order of their grants.
create index access_grant_list on access_grant (model_id, state, starts_at, id);

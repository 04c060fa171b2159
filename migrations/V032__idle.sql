-- read page by page in the order of ids, without visiting the rows that were touched lately
drop index access_request_idle;
create index access_request_idle on access_request (id) include (updated_at, model_id)
    where state in ('DRAFT', 'CHANGES_REQUESTED');

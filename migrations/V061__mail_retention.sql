-- A mail's words are kept for some days, to be sent again; then only how it fared.
create index outbox_mail_words on outbox_mail (coalesce(bounced_at, next_attempt_at))
    where state in ('SENT', 'BOUNCED', 'FAILED') and text_body <> '';

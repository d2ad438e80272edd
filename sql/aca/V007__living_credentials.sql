-- A revocation by trigger looks at what has not expired, not at all that was ever issued.

create index issuance_end on issuance (not_after);

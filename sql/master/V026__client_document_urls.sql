-- A client of people may be known by the URL of its metadata document (docs/decisions/0092-client-id-metadata-documents.md), which is longer than a name.
alter table authorization_request alter column client_id set data type varchar(512);
alter table person_session alter column client_id set data type varchar(512);

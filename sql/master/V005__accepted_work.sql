-- Where the state of an attempt's work can be asked for, once its agent has accepted the work. The state of a step and of an attempt may be
-- submitted or working besides, until the work ends.
alter table attempt add column status_url varchar(2048);

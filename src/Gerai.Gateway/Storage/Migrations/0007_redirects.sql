-- Where a merchant's customers are led from the page of their payment; nothing for nowhere.

alter table merchants add column finish_url text;
alter table merchants add column unfinish_url text;
alter table merchants add column error_url text;

-- One action; $6 the address, of which only a salted hash is kept.
insert into audit_log
  (actor, roles, auth, action, target, address_hash, outcome, status, request_id)
select
  $1::text, $2::text[], $3::text, $4::text, $5::text,
  encode(sha256(convert_to(salt::text || $6::text, 'UTF8')), 'hex'), $7::text, $8::int, $9::text
from audit_salt

-- Every lot stored under another code than its sender's, and the lot that bore the code before.
select l.code_lot, l.code_recu, l.gaveur_id, l.genetique
from lots_gavage l
where l.code_recu is not null
   or l.code_lot in (select code_recu from lots_gavage where code_recu is not null)
order by l.id desc

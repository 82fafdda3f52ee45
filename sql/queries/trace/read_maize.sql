-- A maize lot and how far it went.
select
  m.code, m.site_code as site, m.delivered_on::text as delivered_on, m.supplier,
  (select count(*) from lot_maize u where u.maize_code = m.code)::int as lots,
  (select count(*) from lot_maize u
     join lots_gavage l on l.id = u.lot_id
     join sqal_sensor_samples s on s.lot_id = l.code_lot
   where u.maize_code = m.code)::int as samples,
  (select count(*) from lot_maize u
     join consumer_products c on c.lot_id = u.lot_id
   where u.maize_code = m.code)::int as products,
  (select count(*) from lot_maize u
     join consumer_products c on c.lot_id = u.lot_id
     join consumer_feedbacks f on f.product_id = c.product_id
   where u.maize_code = m.code)::int as feedbacks
from maize_lots m
where m.code = $1

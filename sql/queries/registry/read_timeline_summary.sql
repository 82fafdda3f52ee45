select
  event_count::int, first_event, last_event, gavage_events::int, sqal_events::int, consumer_events::int
from get_lot_timeline_summary($1)

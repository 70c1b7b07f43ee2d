"""What only the database can promise when many people book at once.

A room, a practitioner and a woman are each in one place at a time; a seat lies within its workshop's
capacity; nobody holds a place on a cancelled workshop. Core PostgreSQL only: a range of one UUID
(`uuidrange(id, id, '[]')`) stands in for the equality that btree_gist would give.
"""

from django.db import migrations

TYPE = "CREATE TYPE uuidrange AS RANGE (subtype = uuid)"
NO_TYPE = "DROP TYPE uuidrange"

DURING_IS_ITS_TIMES = """
ALTER TABLE workshops_workshop
  ADD CONSTRAINT workshop_during_is_its_times CHECK (during = tstzrange(starts_at, ends_at, '[)'))
"""
NO_DURING_IS_ITS_TIMES = "ALTER TABLE workshops_workshop DROP CONSTRAINT workshop_during_is_its_times"

ONE_ROOM = """
ALTER TABLE workshops_workshop
  ADD CONSTRAINT workshop_has_its_room_to_itself
  EXCLUDE USING gist (uuidrange(room_id, room_id, '[]') WITH &&, during WITH &&)
  WHERE (cancelled_at IS NULL)
"""
NO_ONE_ROOM = "ALTER TABLE workshops_workshop DROP CONSTRAINT workshop_has_its_room_to_itself"

# The copy of a workshop's time follows it, so that a clash can be seen within one table.
SAME_TIME = """
ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (workshop_id, during)
  REFERENCES workshops_workshop (id, during) ON UPDATE CASCADE
"""
NO_SAME_TIME = "ALTER TABLE {table} DROP CONSTRAINT {name}"
PRACTITIONER_TIME = {
    "table": "workshops_workshoppractitioner",
    "name": "workshop_practitioner_is_there_for_all_of_it",
}
PLACE_TIME = {"table": "workshops_place", "name": "place_is_for_all_of_its_workshop"}

ONE_PRACTITIONER = """
ALTER TABLE workshops_workshoppractitioner
  ADD CONSTRAINT workshop_practitioner_is_in_one_place
  EXCLUDE USING gist (uuidrange(practitioner_id, practitioner_id, '[]') WITH &&, during WITH &&)
  WHERE (ended_at IS NULL)
"""
NO_ONE_PRACTITIONER = (
    "ALTER TABLE workshops_workshoppractitioner DROP CONSTRAINT workshop_practitioner_is_in_one_place"
)

ONE_WOMAN = """
ALTER TABLE workshops_place
  ADD CONSTRAINT place_participant_is_in_one_place
  EXCLUDE USING gist (uuidrange(participant_id, participant_id, '[]') WITH &&, during WITH &&)
  WHERE (released_at IS NULL)
"""
NO_ONE_WOMAN = "ALTER TABLE workshops_place DROP CONSTRAINT place_participant_is_in_one_place"

# FOR SHARE: a capacity or a cancellation being changed now is waited for, then seen.
SEAT_FITS = """
CREATE FUNCTION workshops_seat_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held_in record;
BEGIN
  IF NEW.released_at IS NOT NULL THEN
    RETURN NEW;
  END IF;
  SELECT capacity, cancelled_at INTO held_in
    FROM workshops_workshop WHERE id = NEW.workshop_id FOR SHARE;
  IF held_in.cancelled_at IS NOT NULL THEN
    RAISE EXCEPTION 'the workshop is cancelled'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'place_is_on_a_workshop_that_runs';
  END IF;
  IF NEW.seat > held_in.capacity THEN
    RAISE EXCEPTION 'seat % of %', NEW.seat, held_in.capacity
      USING ERRCODE = 'check_violation', CONSTRAINT = 'place_seat_is_within_capacity';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER place_seat_fits
  BEFORE INSERT OR UPDATE OF seat, workshop_id, released_at ON workshops_place
  FOR EACH ROW EXECUTE FUNCTION workshops_seat_fits();

CREATE FUNCTION workshops_holds_its_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.cancelled_at IS NOT NULL AND OLD.cancelled_at IS NULL AND EXISTS (
    SELECT FROM workshops_place WHERE workshop_id = NEW.id AND released_at IS NULL
  ) THEN
    RAISE EXCEPTION 'places are still held'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'workshop_cancelled_holds_no_place';
  END IF;
  IF NEW.capacity < OLD.capacity AND EXISTS (
    SELECT FROM workshops_place
    WHERE workshop_id = NEW.id AND released_at IS NULL AND seat > NEW.capacity
  ) THEN
    RAISE EXCEPTION 'a higher seat is taken'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'workshop_capacity_covers_its_seats';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER workshop_holds_its_places
  BEFORE UPDATE OF capacity, cancelled_at ON workshops_workshop
  FOR EACH ROW EXECUTE FUNCTION workshops_holds_its_places();
"""
NO_SEAT_FITS = """
DROP TRIGGER workshop_holds_its_places ON workshops_workshop;
DROP FUNCTION workshops_holds_its_places();
DROP TRIGGER place_seat_fits ON workshops_place;
DROP FUNCTION workshops_seat_fits();
"""


class Migration(migrations.Migration):
    dependencies = [("workshops", "0001_initial")]

    operations = [
        migrations.RunSQL(TYPE, NO_TYPE),
        migrations.RunSQL(DURING_IS_ITS_TIMES, NO_DURING_IS_ITS_TIMES),
        migrations.RunSQL(ONE_ROOM, NO_ONE_ROOM),
        migrations.RunSQL(SAME_TIME.format(**PRACTITIONER_TIME), NO_SAME_TIME.format(**PRACTITIONER_TIME)),
        migrations.RunSQL(SAME_TIME.format(**PLACE_TIME), NO_SAME_TIME.format(**PLACE_TIME)),
        migrations.RunSQL(ONE_PRACTITIONER, NO_ONE_PRACTITIONER),
        migrations.RunSQL(ONE_WOMAN, NO_ONE_WOMAN),
        migrations.RunSQL(SEAT_FITS, NO_SEAT_FITS),
    ]

"""What `find_memories` makes of a story, in seconds."""

from netdoc.diagnosis.memory import find_memories
from netdoc.model.case import Complaint
from tests.stories.office import Office, at


def memories(office, known=()):
    """Return the incidents that boxes remember of an office."""
    return find_memories(office.evidence(), known)


def seconds(moment):
    """Return an instant in whole seconds of the story."""
    return round((moment - at(0)).total_seconds())


def spans(office, known=()):
    """Return start and end of each incident remembered."""
    return [(seconds(each.start), seconds(each.end)) for each in memories(office, known)]


def office(*, complaint=Complaint.DROPS):
    """Return an office without a ladder."""
    made = Office(minutes=0)
    return made.complains(complaint, 3) if complaint else made

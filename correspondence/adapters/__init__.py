"""Ways out of the building, by channel."""

from correspondence.adapters.base import Adapter
from correspondence.adapters.smtp import Mail
from correspondence.statuses import Channel

# A channel without an adapter here is done by a person: texts from the office phone, letters by
# hand to the post, calls. Notify and Twilio would each be one more line.
ADAPTERS: dict[Channel, Adapter] = {Channel.EMAIL: Mail()}

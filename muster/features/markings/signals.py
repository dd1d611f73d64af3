"""What other features hear of."""

from django.dispatch import Signal

marked = Signal()  # `code` and `key` of a record whose marking or TLP is another one now; in its transaction

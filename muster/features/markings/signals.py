"""What other features hear of."""

from django.dispatch import Signal

unnamed = Signal()  # `naming`: a person or a unit that is named for a record no more; in its transaction
marked = Signal()  # `code` and `key` of a record whose marking or TLP is another one now; in its transaction

"""What the page around a form says by itself, by the keys under which `browser/*.js` asks for it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    # the page
    "loading": _("The form is being opened …"),
    "not_loaded": _("The form could not be opened: {reason}"),
    "not_found": _("The server does not give it out ({status})."),
    "language": _("Language of the form"),
    "stays_here": _(
        "Until you save, what you enter is kept on this device only, for at most 7 days; others who use the device with"
        " your account could see it."
    ),
    "kept": _("Draft kept on this device at {time}"),
    "not_kept": _("This browser keeps no drafts: what you entered is lost when you leave the page."),
    "restored": _("Draft of {time} restored."),
    "discard": _("Discard the draft"),
    "discard_really": _("Discard what was entered and begin anew?"),
    "offered": _("What you began at {time} is kept. The record or its form was changed since."),
    "offered_other": _("What you began at {time} is kept. It does not say what you looked for just now."),
    "take_up": _("Take up what you typed"),
    "throw_away": _("Throw it away"),
    "both_changed": _("These answers were changed by somebody else, too. Here stands what you typed:"),
    "cancel": _("Cancel"),
    "send": _("Save the record"),
    "sending": _("Saving …"),
    # what went wrong
    "problems": _("What is to be mended"),
    "wrong": _("Answers to be mended: {count}"),
    "no_connection": _("No connection to the server. What you entered is kept as a draft on this device; try again."),
    "not_taken": _(
        "The server did not take the record ({status}). What you entered is kept as a draft; try again later."
    ),
    "signed_out": _(
        "You are not signed in any more, or may not save here. Sign in in another window, reload this page, and the"
        " draft is here again."
    ),
    "too_much": _("The attachments are too large for the server. Take one away or make it smaller."),
    "same_number": _("There is already a record with the number {said}:"),
    "save_really": _("Save all the same?"),
    "all_the_same": _("Save all the same"),
    "not_yet": _("Do not save yet"),
    "see_change": _("See what was changed"),
    "go_on_newest": _("Go on with the newest version; what you typed is offered there"),
    # questions
    "required": _("required"),
    "guidance": _("More help"),
    "answer_needed": _("An answer is needed."),
    "in_the_way": _("While this is shown, the form cannot be sent."),
    "not_worked_out": _(
        "With this answer something that the form works out cannot be ({reason}). Change it, then open this page again:"
        " what you typed is kept."
    ),
    "constraint": _("This answer is not allowed here."),
    "not_number": _("Write a number, such as 12 or 12.5."),
    "two_numbers": _("“{written}” may mean {grouped} or {broken}: write the one that is meant."),
    "not_whole": _("Write a whole number."),
    "too_large": _("This number is too large for a form."),
    "not_date": _("This date or time is not complete."),
    "not_month": _("Choose a month and write a year with four digits."),
    "not_year": _("Write a year with four digits."),
    "month": _("Month"),
    "year": _("Year"),
    "no_answer": _("no answer yet"),
    "clear_choice": _("Take the answer back"),
    "taken_note": _("I have taken note"),
    # choices
    "no_choices": _("No choices yet: they follow from another answer."),
    "type_to_find": _("Type to find"),
    "none_found": _("Nothing found"),
    "more_choices": _("{count} more: type more letters"),
    "remove_choice": _("Take {name} away"),
    "not_ordered": _("No order chosen yet."),
    "order_is_right": _("This order is right"),
    "move_up": _("Move {name} up"),
    "move_down": _("Move {name} down"),
    "now_at": _("{name} is now number {number}"),
    # repeats
    "entry": _("Entry"),
    "numbered": _("{name}: {number} of {count}"),
    "add": _("Add: {name}"),
    "remove_named": _("Remove {name} {number}"),
    "remove_really": _("Remove “{name}” and what was entered there?"),
    "remove": _("Remove"),
    "keep": _("Keep"),
    # files and codes
    "remove_file": _("Remove the file"),
    "remove_file_really": _("Remove the file “{name}”?"),
    "preview": _("Picture: {name}"),
    "barcode_typed_only": _("Type the code: this browser cannot read one from a picture."),
    "barcode_from_picture": _("Read the code from a picture"),
    "barcode_read": _("Read: {code}"),
    "barcode_not_found": _("No code was found in the picture. Type it."),
    # places
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "not_place": _("Write latitude and longitude in degrees, such as 42.66 and 21.16."),
    "accuracy": _("Accurate to {metres} m"),
    "here": _("Where I am now"),
    "looking": _("Looking for the place …"),
    "not_lent": _("The device did not say where it is."),
    "centre": _("Centre of a municipality"),
    "choose": _("Choose"),
    "nearest": _("Nearest centre: {name}"),
    "map": _("Map of the municipalities with the points of the answer"),
    "map_help": _("Press on the map to set a point."),
    "add_point": _("Add a point"),
    "remove_point": _("Remove point {number}"),
    "few_points": _("At least {count} points with latitude and longitude are needed."),
}

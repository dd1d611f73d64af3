"""The interface of devices: ODK Collect, KoboCollect and whatever else speaks OpenRosa (docs.getodk.org/openrosa).

A device asks for the list of forms, fetches those that it lacks with the files beside them, is used without a network
for days, and then sends what was filled in. The list's `hash` is the MD5 of the form's XML and of nothing else, for
that is what devices compare; that a list of choices changed they see in the manifest, which they ask for each time.

**Who asks** is known by a service token (`sign_in.tokens`), and by nothing else: as the password of Basic
authentication with any user name, as a bearer, or as a key in the address, `…/openrosa/key/<token>/formList`. The
last is what a device is set up with by one picture, and what works where it does not ask for a password; it is also
the weakest, for addresses are written down in more places than headers. So Muster takes the key out of the address
before anything else looks at it (`keys`): neither its log nor its audit trail nor a history ever holds one, and no
answer tells a browser to pass the address on. A proxy in front must be told the same (its access log), and whoever
loses a device has its token revoked. No cookie opens these addresses, so nothing here needs a form's own token.

**What is sent** goes the one way of all doors, `actions.hand_in`. What came before is answered as taken, however often
it comes: a device whose connection was cut sends everything once more. A form with many pictures comes in several
parts, each with the form; a picture that no answer names is kept beside the record, and the answer says so.
"""

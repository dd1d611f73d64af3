import os

# The tests' people have no second factor; features/sign_in turns it on where it is tested.
os.environ.setdefault("MUSTER_SECOND_FACTOR", "off")

"""A comparison for a person: verdict, mistakes, the first wrong matrix beside the right one, and every quantity."""

"""From a YAML file to a checked config that knows where each value was written."""

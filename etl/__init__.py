"""DOES: the verbs. The only place that touches files, the network and the database for writing."""

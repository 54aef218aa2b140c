"""One random accepted field of each report, judged by a person: the error that is left."""

"""The graph as RDF: the vocabulary, the triples, and the Turtle file."""

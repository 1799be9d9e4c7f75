"""The ontology and the triples: every term that is used is described, and nothing is described that is not used."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, URIRef
from strategies import Cable, assembled, brook_cable

from kg.model import PREDICATES, Attention, Recipient, Reference
from kg.rdf import vocab
from kg.rdf.jsonld import CONTEXT
from kg.rdf.triples import triples

FILE = Path(vocab.__file__).with_name("ontology.ttl")
KG = vocab.VOCAB


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(FILE)


def full():  # type: ignore[no-untyped-def]
    """A graph in which everything occurs that can occur."""
    cable = Cable(
        "08AVALON43",
        "Ada Brook met Carl Stone of the Board, Northern Trout, the Club and Lakeside in Spain.",
        canonical_id="08AVALON43",
        transmission_id="VZCZCAV0001",
        to=(Recipient("RUEHC", "SECSTATE WASHDC", "PRIORITY", "0042"),),
        attention=(Attention("EUR", ("JANE DOE",)),),
        references=(Reference("A", "cable", "08AVALON42"),),
        executive_order="12958",
        declassify_on="2018-05-14",
        classified_by=("John Roe",),
        classifier_title="Counselor",
        reasons=("1.4(b)",),
    )
    names = {"Ada Brook": "person", "Carl Stone": "person", "Board": "agency", "Northern Trout": "company"}
    for name, kind in {**names, "Club": "organization", "Lakeside": "place", "Spain": "place"}.items():
        cable.entity(kind, name, protected=name == "Carl Stone")
    for predicate in PREDICATES:
        cable.says("Ada Brook", predicate, "Carl Stone", title="Chair" if predicate == "holds_position" else "")
    return assembled(brook_cable().extraction, cable.extraction)


def used() -> set[str]:
    """Every property and class of the triples, plain and RDF 1.2, and the schemes."""
    both = [*triples(full()), *triples(full(), rdf12=True)]
    predicates = {t.predicate.value for t in both}
    return predicates | {t.object.value for t in both if t.predicate in (vocab.TYPE, vocab.IN_SCHEME)}


def described(ontology: rdflib.Graph) -> set[URIRef]:
    kinds = [OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property, SKOS.ConceptScheme]
    return {s for kind in kinds for s in ontology.subjects(RDF.type, kind) if isinstance(s, URIRef)}


def test_every_term_of_the_triples_is_described(ontology: rdflib.Graph) -> None:
    assert {URIRef(term) for term in used()} - described(ontology) == set()


def test_every_described_term_is_used_or_has_one_below_it_that_is(ontology: rdflib.Graph) -> None:
    above = {o for s in used() for o in ontology.transitive_objects(URIRef(s), RDFS.subClassOf)}
    assert described(ontology) - {URIRef(term) for term in used()} - above == set()


def own(ontology: rdflib.Graph, *kinds: URIRef) -> Iterable[URIRef]:
    return sorted({s for k in kinds for s in ontology.subjects(RDF.type, k) if str(s).startswith(KG)})  # type: ignore[misc]


def test_every_term_has_a_label_a_comment_and_where_it_is_defined(ontology: rdflib.Graph) -> None:
    for term in described(ontology):
        for prop in (RDFS.label, RDFS.comment, RDFS.isDefinedBy):
            assert len(list(ontology.objects(term, prop))) == 1, (term, prop)


def test_every_property_of_ours_has_domain_range_and_mapping(ontology: rdflib.Graph) -> None:
    mappings = [RDFS.subPropertyOf, SKOS.closeMatch, SKOS.relatedMatch]
    for term in own(ontology, OWL.ObjectProperty, OWL.DatatypeProperty):
        assert len(list(ontology.objects(term, RDFS.domain))) == 1, term
        assert len(list(ontology.objects(term, RDFS.range))) == 1, term
        elsewhere = [o for m in mappings for o in ontology.objects(term, m) if not str(o).startswith(KG)]
        assert elsewhere, term


def test_every_class_of_ours_leads_to_another_vocabulary(ontology: rdflib.Graph) -> None:
    for term in own(ontology, OWL.Class):
        above = ontology.transitive_objects(term, RDFS.subClassOf)
        assert any(not str(o).startswith((KG, str(OWL))) for o in above), term


def test_object_properties_have_iris_and_datatype_properties_literals(ontology: rdflib.Graph) -> None:
    iris = set(own(ontology, OWL.ObjectProperty))
    literals = set(own(ontology, OWL.DatatypeProperty))
    for triple in triples(full()):
        is_iri = not hasattr(triple.object, "datatype")
        predicate = URIRef(triple.predicate.value)
        assert predicate not in (literals if is_iri else iris), triple


def test_metadata_version_and_no_blank_nodes(ontology: rdflib.Graph) -> None:
    (node,) = ontology.subjects(RDF.type, OWL.Ontology)
    assert ontology.value(node, OWL.versionIRI) == URIRef(vocab.VERSION)
    for name in ("title", "description", "creator", "license"):
        assert ontology.value(node, rdflib.DCTERMS[name])
    assert all(not isinstance(term, rdflib.BNode) for triple in ontology for term in triple)


def test_concepts_have_the_iris_that_the_data_use(ontology: rdflib.Graph) -> None:
    kinds = {URIRef(scheme.value): kind for kind, scheme in vocab.SCHEMES.items()}
    concepts = list(ontology.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) > 60
    for concept in concepts:
        kind = kinds[ontology.value(concept, SKOS.inScheme)]  # type: ignore[index]
        assert str(concept) == vocab.concept(kind, str(ontology.value(concept, SKOS.notation))).value
        assert ontology.value(concept, SKOS.prefLabel)


def test_the_context_has_the_prefixes_and_every_property_with_iris() -> None:
    context = json.loads(CONTEXT.read_text("utf-8"))["@context"]
    assert {k: v for k, v in context.items() if isinstance(v, str)} == vocab.PREFIXES
    for triple in triples(full()):
        if triple.predicate != vocab.TYPE and not hasattr(triple.object, "datatype"):
            names = [
                f"{p}:{triple.predicate.value[len(i) :]}"
                for p, i in vocab.PREFIXES.items()
                if triple.predicate.value.startswith(i)
            ]
            assert context[names[0]] == {"@type": "@id"}

package org.bailiwick.ars.search.index;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.util.BytesRef;
import org.bailiwick.ars.policy.Network;
import org.bailiwick.ars.search.wanted.SignedFacts;
import org.bailiwick.ars.search.wanted.WantedAttestation;
import org.bailiwick.contract.identity.AgentId;

/**
 * A listed agent as the index has it.
 *
 * @param notAfter the end of its credential's validity
 * @param reading the reading of the database from which the entry comes
 */
record IndexEntry(
    String identifier, SignedFacts facts, Instant notAfter, UnsignedText text, String reading) {
  static final String ID = "id";
  static final String READING = "reading";
  static final String AGENT = "agent";
  static final String TRUST_DOMAIN = "trust_domain";
  static final String OWNER = "owner";

  /** The canonical texts of capabilities. */
  static final String CAPABILITY = "capability";

  /** Name and version of capabilities, as {@code name@version}. */
  static final String KIND = "kind";

  static final String METHOD = "validation_method";
  static final String STATUS = "attestation";
  static final String LEVEL = "attestation_level";
  static final String APPRAISED = "appraised_at";
  static final String NOT_AFTER = "not_after";

  /** The host of the locator, if it is a name, and each domain in which it is. */
  static final String DOMAIN = "domain";

  /** The host of the locator, if it is an IP address. */
  static final String ADDRESS = "address";

  static final String TAG = "tag";
  static final String INPUT = "input_type";
  static final String OUTPUT = "output_type";
  static final String TITLE = "title";
  static final String TEXT = "text";

  Document document() {
    Document document = new Document();
    document.add(new StringField(ID, identifier, Store.NO));
    document.add(new SortedDocValuesField(ID, new BytesRef(identifier)));
    exact(document, READING, reading);
    exact(document, AGENT, facts.id());
    exact(document, TRUST_DOMAIN, AgentId.parse(facts.id()).trustDomain().name());
    exact(document, OWNER, facts.owner());
    facts
        .capabilities()
        .forEach(
            each -> {
              exact(document, CAPABILITY, each.text());
              exact(document, KIND, each.name() + "@" + each.version());
            });
    facts.validationMethods().forEach(method -> exact(document, METHOD, method));
    attestation(document);
    document.add(new LongField(NOT_AFTER, notAfter.getEpochSecond(), Store.NO));
    host(document, facts.locator().getHost());
    unsigned(document);
    return document;
  }

  private void attestation(Document document) {
    String status = facts.attestation().map(known -> known.status()).orElse("none");
    exact(document, STATUS, status);
    document.add(new LongField(LEVEL, WantedAttestation.level(status), Store.NO));
    document.add(
        new LongField(
            APPRAISED,
            facts.attestation().map(known -> known.appraisedAt().getEpochSecond()).orElse(0L),
            Store.NO));
  }

  private static void host(Document document, String host) {
    Optional<InetAddress> address = Network.literal(host);
    if (address.isPresent()) {
      document.add(new InetAddressPoint(ADDRESS, address.get()));
      return;
    }
    for (int at = 0; at >= 0; at = host.indexOf('.', at + 1)) {
      exact(document, DOMAIN, host.substring(at == 0 ? 0 : at + 1));
    }
  }

  private void unsigned(Document document) {
    text.tags().forEach(tag -> exact(document, TAG, tag));
    text.inputTypes().forEach(type -> exact(document, INPUT, type));
    text.outputTypes().forEach(type -> exact(document, OUTPUT, type));
    text.title().ifPresent(title -> document.add(new TextField(TITLE, title, Store.NO)));
    SearchWords.texts(facts, text)
        .forEach(each -> document.add(new TextField(TEXT, each, Store.NO)));
  }

  private static void exact(Document document, String field, String value) {
    document.add(new StringField(field, value, Store.NO));
  }
}

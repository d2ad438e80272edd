package org.bailiwick.master.peopleclients;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;

/**
 * A program through which people have work done. It has no secret (a public client, RFC 6749
 * section 2.1), so it proves the key of its tokens instead (RFC 9449).
 */
public sealed interface PeopleClient permits ReviewedClient, DocumentedClient {

  /** How this server knows a client. */
  enum KnownBy {
    /** By a file of the operator about this client alone. */
    FILE("file"),
    /** By the document at its client_id, which a file of the operator permits. */
    METADATA_DOCUMENT("metadata-document");

    private final String text;

    KnownBy(String text) {
      this.text = text;
    }

    /** As policies and the audit log have it. */
    public String text() {
      return text;
    }
  }

  String id();

  /** The name of the identity provider at which its people sign in. */
  String provider();

  /** The largest scope of its tokens. */
  CapabilitySet scopes();

  /** The name of the attester that must attest the key of its instances, if one must. */
  Optional<String> attester();

  KnownBy knownBy();

  /**
   * The check by which no authorization response may go to this URI; empty if one may. For a client
   * that is known by its document this may fetch the document, so it comes after cheaper checks.
   *
   * @throws ProblemException credential-not-trusted when there is no usable document;
   *     too-many-requests when too many are being fetched
   */
  Optional<String> redirectRefusal(String redirectUri);
}

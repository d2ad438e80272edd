package org.bailiwick.ars.identifier.control;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.identifier.DidKey;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.jose.JwkSet;
import org.bailiwick.node.jose.JwtKeys;

/**
 * A DID document (DID core section 5), of which the id, the other names and the keys for
 * authentication count.
 */
final class DidDocument {
  /** The most keys that are tried; more do not make a document less readable. */
  private static final int MOST_KEYS = 16;

  private final Map<String, Object> members;
  private final String did;

  private DidDocument(Map<String, Object> members, String did) {
    this.members = members;
    this.did = did;
  }

  /**
   * Reads the document of this DID.
   *
   * @throws ProblemException proof-of-possession-failed if it is none, or of another DID
   */
  static DidDocument read(String document, String did) {
    Map<String, Object> members = ControlDocuments.members(document);
    if (!did.equals(members.get("id"))) {
      throw SignedProof.failed(
          "did-document-id", "The document of the DID is not a DID document with its id.");
    }
    return new DidDocument(members, did);
  }

  /** Whether its controller says that it is also known by this name ({@code alsoKnownAs}). */
  boolean names(String name) {
    return members.get("alsoKnownAs") instanceof List<?> names && names.contains(name);
  }

  /** The keys for authentication (DID core section 5.3.1). */
  JwtKeys keys() {
    List<PublicKey> keys =
        list("authentication").stream()
            .limit(MOST_KEYS)
            .flatMap(each -> method(each).stream())
            .flatMap(method -> key(method).stream())
            .toList();
    return keyId -> keys;
  }

  private List<Object> list(String name) {
    return members.get(name) instanceof List<?> list ? new ArrayList<>(list) : List.of();
  }

  /** The method itself, or the one of the document that the reference names. */
  private Optional<Map<?, ?>> method(Object each) {
    return switch (each) {
      case Map<?, ?> method -> Optional.of(method);
      case String reference -> referred(reference);
      case null, default -> Optional.empty();
    };
  }

  private Optional<Map<?, ?>> referred(String reference) {
    for (Object each : list("verificationMethod")) {
      if (each instanceof Map<?, ?> method
          && method.get("id") instanceof String id
          && absolute(id).equals(absolute(reference))) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  private String absolute(String id) {
    return id.startsWith("#") ? did + id : id;
  }

  /** A key that another controller has is not this DID's. */
  private Optional<PublicKey> key(Map<?, ?> method) {
    if (!did.equals(method.get("controller"))) {
      return Optional.empty();
    }
    if (method.get("publicKeyJwk") instanceof Map<?, ?> jwk) {
      return JwkSet.publicKey(jwk);
    }
    if (method.get("publicKeyMultibase") instanceof String multibase) {
      try {
        return Optional.of(DidKey.ofMultibase(multibase));
      } catch (ProblemException unsupported) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}

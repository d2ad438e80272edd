package org.bailiwick.ars.identifier.control;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identifier.DidKey;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.ClaimedChain;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.peer.VerifiedPeer;

/** Checks by what an agent proves that it controls an identifier, each scheme in its own way. */
final class ControlProofs {

  /**
   * What a proof showed.
   *
   * @param until when it no longer counts
   * @param evidence for auditors
   */
  record Proved(Instant until, String evidence) {}

  private final SignedProof signed;
  private final ControlDocuments documents;
  private final Set<X509Certificate> ansAnchors;
  private final Duration age;
  private final Clock clock;

  ControlProofs(
      SignedProof signed,
      ControlDocuments documents,
      Set<X509Certificate> ansAnchors,
      Duration age,
      Clock clock) {
    this.signed = signed;
    this.documents = documents;
    this.ansAnchors = ansAnchors;
    this.age = age;
    this.clock = clock;
  }

  /**
   * Checks the proof of this agent.
   *
   * @throws ProblemException malformed-request for a scheme that only officers configure, or a
   *     missing proof; proof-of-possession-failed; nonce-invalid; dependency-unavailable when the
   *     document cannot be fetched
   */
  Proved check(VerifiedPeer peer, Identifier identifier, Optional<String> proof) {
    Instant until = clock.instant().plus(age);
    return switch (identifier.scheme()) {
      case DID_KEY -> {
        signed.verify(
            required(proof), peer, identifier, JwtKeys.of(DidKey.parse(identifier.text())));
        yield new Proved(until, "signature");
      }
      case ANS -> ans(peer, identifier, required(proof), until);
      case DID_WEB -> didWeb(peer, identifier, proof, until);
      case DNS -> {
        refuseProof(proof);
        String document = documents.of(identifier);
        requireNamed(ControlDocuments.listed(document, peer.id().toString()));
        yield new Proved(until, ControlDocuments.digest(document));
      }
      case CARD_URL -> {
        refuseProof(proof);
        String document = documents.of(identifier);
        requireNamed(ControlDocuments.isCardOf(document, peer.id().toString()));
        yield new Proved(until, ControlDocuments.digest(document));
      }
      case SPIFFE, WIMSE, URN_UUID ->
          throw new ProblemException(
              ProblemType.MALFORMED_REQUEST,
              "identifier-not-provable",
              "An agent cannot prove an identifier of this scheme; an officer configures it");
    };
  }

  private Proved didWeb(
      VerifiedPeer peer, Identifier identifier, Optional<String> proof, Instant until) {
    String text = documents.of(identifier);
    DidDocument document = DidDocument.read(text, identifier.text());
    if (proof.isPresent()) {
      signed.verify(proof.get(), peer, identifier, document.keys());
      return new Proved(until, "signature, " + ControlDocuments.digest(text));
    }
    requireNamed(document.names(peer.id().toString()));
    return new Proved(until, ControlDocuments.digest(text));
  }

  private Proved ans(VerifiedPeer peer, Identifier identifier, String proof, Instant until) {
    List<X509Certificate> chain =
        ClaimedChain.of(proof)
            .orElseThrow(
                () -> SignedProof.failed("ans-chain", "The proof has no readable chain, x5c."));
    X509Certificate leaf = AnsCertificate.require(chain, identifier, ansAnchors, clock.instant());
    signed.verify(proof, peer, identifier, JwtKeys.of(leaf.getPublicKey()));
    Instant end = leaf.getNotAfter().toInstant();
    return new Proved(end.isBefore(until) ? end : until, "certificate " + Pem.sha256(leaf));
  }

  private static String required(Optional<String> proof) {
    return proof.orElseThrow(
        () ->
            new ProblemException(
                ProblemType.MALFORMED_REQUEST,
                "identifier-proof-missing",
                "This scheme needs a proof: sign the claims of a challenge"));
  }

  /** A proof that nobody checks would seem to count. */
  private static void refuseProof(Optional<String> proof) {
    if (proof.isPresent()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "identifier-proof-unused",
          "The document alone proves an identifier of this scheme");
    }
  }

  private static void requireNamed(boolean named) {
    if (!named) {
      throw SignedProof.failed(
          "identifier-document-names", "The document does not name this agent's SPIFFE id.");
    }
  }
}

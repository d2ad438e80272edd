package org.bailiwick.master.clientauth;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.attesters.Attester;
import org.bailiwick.master.attesters.Attesters;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.dpop.ProofKey;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.VerifiedJwt;

/**
 * Verifies client attestations and their proofs of possession
 * (draft-ietf-oauth-attestation-based-client-auth sections 7.1 and 7.2). An attestation names its
 * attester as issuer and counts for many requests; a proof counts for one. Every refusal has the
 * problem type PROOF_OF_POSSESSION_FAILED.
 */
final class AttestationCheck {

  static final String NAME = "client-attestation";
  static final String POP = NAME + "-pop";

  private static final Duration MAX_AGE = Duration.ofMinutes(2);

  /** The time by which a client's clock may be ahead, as {@link JwtChecks} has it. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  private static final int LONGEST_ID = 255;

  private final Attesters attesters;
  private final Predicate<String> challenges;
  private final String issuer;
  private final Clock clock;

  /**
   * @param challenges whether a challenge is one of this domain, and fresh
   * @param issuer this server's issuer id, the one audience of a proof
   */
  AttestationCheck(Attesters attesters, Predicate<String> challenges, String issuer, Clock clock) {
    this.attesters = attesters;
    this.challenges = challenges;
    this.issuer = issuer;
    this.clock = clock;
  }

  /**
   * The key that the attestation attests, and the verified proof of its possession, if that is not
   * the DPoP proof, which the caller verifies.
   *
   * @param clientId the client_id of the request, if it has one
   */
  AttestedKey verify(ShownProofs shown, Optional<String> clientId) {
    String compact = single(shown.attestations(), NAME);
    Attester attester =
        JwtChecks.claimedIssuer(compact)
            .flatMap(attesters::find)
            .orElseThrow(() -> refused("attester", "No attester of this name is trusted here."));
    VerifiedJwt jwt = ofAttester(attester).verify(compact);
    String client = jwt.text("sub");
    if (!attester.mayVouchFor(client)) {
      throw refused("not-vouched", "This attester may not vouch for this client.");
    }
    if (clientId.filter(named -> !named.equals(client)).isPresent()) {
      throw refused("client", "The client_id is another than the attestation's.");
    }
    List<String> audience = jwt.texts("aud");
    if (!audience.isEmpty() && !audience.contains(issuer)) {
      throw refused("audience", "The attestation is for another server.");
    }
    Instant end = end(jwt, attester.longest());
    PublicKey key = ProofKey.of(jwt.members("cnf"), AttestationCheck::refused);
    return new AttestedKey(
        client,
        new ProvedClient.Attestation(attester.name(), end),
        PublicJwk.thumbprint(key),
        possession(shown, key));
  }

  private JwtChecks ofAttester(Attester attester) {
    return JwtChecks.of(NAME, ProblemType.PROOF_OF_POSSESSION_FAILED)
        .type("oauth-client-attestation+jwt")
        .algorithms(attester.algorithms())
        .keys(attester.keys())
        .issuer(attester.issuer())
        .confirmation("jwk")
        .clock(clock)
        .build();
  }

  private Instant end(VerifiedJwt jwt, Duration longest) {
    Instant end = jwt.time("exp");
    Instant start = jwt.claims().containsKey("iat") ? jwt.time("iat") : clock.instant();
    Instant last = start.plus(longest);
    if (end.isAfter(last) || end.isAfter(clock.instant().plus(longest))) {
      throw refused("lifetime", "The attestation counts for longer than its attester's may.");
    }
    return end;
  }

  private Optional<AttestedKey.Possession> possession(ShownProofs shown, PublicKey key) {
    if (!shown.pops().isEmpty()) {
      return Optional.of(possession(single(shown.pops(), POP), key));
    }
    if (shown.dpop().isEmpty()) {
      throw refused("pop-missing", "The request does not prove the attested key.");
    }
    return Optional.empty();
  }

  private AttestedKey.Possession possession(String compact, PublicKey key) {
    VerifiedJwt pop =
        JwtChecks.of(POP, ProblemType.PROOF_OF_POSSESSION_FAILED)
            .type("oauth-client-attestation-pop+jwt")
            .algorithms(DpopProofs.ALGORITHMS)
            .keys(JwtKeys.of(key))
            .audience(issuer)
            .maxAge(MAX_AGE)
            .shortLived()
            .clock(clock)
            .build()
            .verify(compact);
    String jti = pop.text("jti");
    if (jti.isEmpty() || jti.length() > LONGEST_ID) {
      throw refused("pop-jti", "The jti of the proof is empty or too long.");
    }
    String challenge =
        pop.findText("challenge")
            .orElseThrow(() -> refused("pop-challenge-missing", "The proof needs a challenge."));
    if (!challenges.test(challenge)) {
      throw refused("pop-challenge-stale", "The proof needs a newer challenge of this server.");
    }
    return new AttestedKey.Possession(jti, pop.time("iat").plus(MAX_AGE).plus(LEEWAY));
  }

  private static String single(List<String> headers, String name) {
    if (headers.size() != 1) {
      throw new ProblemException(
          ProblemType.PROOF_OF_POSSESSION_FAILED,
          name + (headers.isEmpty() ? "-missing" : "-repeated"),
          "The request has exactly one " + name + ".");
    }
    return headers.getFirst();
  }

  /** A refusal with this end of its check's name. */
  static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.PROOF_OF_POSSESSION_FAILED, NAME + "-" + check, detail);
  }
}

package org.bailiwick.master.appraisal;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.reportedfact.FactKind;
import org.bailiwick.master.reportedfact.ReportedFact;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.trust.VerificationKeys;
import org.bailiwick.node.trust.appraisal.AppraisalVerifier;

/** Knows the last attestation result of each partner's agent, at all nodes. */
public final class Appraisals {

  private static final int DEPTH = 3;
  private static final String NONE = "none";
  private static final String STATUS = "status";
  private static final String AGE = "age";
  private static final String SOURCE = "source";

  private final PartnerDirectory partners;
  private final ReportedFacts facts;
  private final GuardedFetch fetch;
  private final String audience;
  private final Clock clock;
  private final Map<AppraisalVerifier, VerificationKeys> keys = new ConcurrentHashMap<>();

  /**
   * @param audience this server, as results must name it
   */
  public Appraisals(
      PartnerDirectory partners,
      ReportedFacts facts,
      GuardedFetch fetch,
      String audience,
      Clock clock) {
    this.partners = partners;
    this.facts = facts;
    this.fetch = fetch;
    this.audience = audience;
    this.clock = clock;
  }

  /**
   * The posture of this agent, as policies read it; status none if no result about it counts now.
   *
   * @param agent by its SPIFFE id
   */
  public Map<String, Object> of(String agent) {
    Instant now = clock.instant();
    Map<String, Object> attestation = new TreeMap<>(); // in the order in which the audit log has it
    attestation.put(STATUS, NONE);
    attestation.put(AGE, 0L);
    attestation.put(SOURCE, NONE);
    facts.of(FactKind.APPRAISAL, agent).stream()
        .max(Comparator.comparing(ReportedFact::reportedAt))
        .ifPresent(
            fact -> {
              attestation.put(STATUS, fact.stated());
              attestation.put(
                  AGE, Math.max(0, Duration.between(fact.reportedAt(), now).toSeconds()));
              attestation.put(SOURCE, "ear");
              attestation.put("verifier", fact.source());
              if (!fact.reason().isEmpty()) {
                attestation.put("policy", fact.reason());
              }
              Map<String, Object> vector = StrictJson.members(fact.details(), DEPTH);
              if (!vector.isEmpty()) {
                attestation.put("vector", vector);
              }
            });
    return attestation;
  }

  /**
   * Takes the result over that a partner's agent brings. One that is there already is not stored
   * again, so that an agent may bring it with each request.
   *
   * @throws ProblemException evidence-rejected for a result that does not count here;
   *     dependency-unavailable when the Verifier's keys cannot be read
   */
  public void bring(VerifiedPeer agent, String compact) {
    EarReader.Appraisal brought = read(agent, compact);
    String id = agent.id().toString();
    boolean isKnown =
        facts.of(FactKind.APPRAISAL, id).stream()
            .anyMatch(
                fact ->
                    fact.source().equals(brought.verifier())
                        && !fact.reportedAt().isBefore(brought.issuedAt()));
    if (isKnown) {
      return;
    }
    facts.report(
        new ReportedFact(
            FactKind.APPRAISAL,
            id,
            brought.verifier(),
            brought.status(),
            brought.policies(),
            JsonText.of(brought.vector()),
            brought.issuedAt(),
            brought.endsAt()),
        AuditEntry.of("appraisal.accepted", Outcome.DONE, "", id)
            .about(brought.verifier())
            .with(STATUS, brought.status())
            .with("vector", JsonText.of(brought.vector()))
            .with("issued_at", brought.issuedAt().toString()));
  }

  /** The result by the Verifier of the partner that has signed it. */
  private EarReader.Appraisal read(VerifiedPeer agent, String compact) {
    List<AppraisalVerifier> verifiers =
        partners
            .find(agent.id().trustDomain())
            .map(partner -> partner.agents().verifiers())
            .orElse(List.of());
    Optional<ProblemException> refusal = Optional.empty();
    for (AppraisalVerifier verifier : verifiers) {
      try {
        return new EarReader(verifier, keys(verifier), audience, clock).read(compact, agent);
      } catch (ProblemException e) {
        refusal = Optional.of(refusal.filter(Appraisals::saysMore).orElse(e));
      }
    }
    throw refusal.orElseGet(
        () ->
            new ProblemException(
                ProblemType.EVIDENCE_REJECTED,
                "attestation-result-no-verifier",
                "No Verifier is described for the agents of this domain."));
  }

  /** Whether a refusal is of a Verifier whose result it may be, since another key was not tried. */
  private static boolean saysMore(ProblemException refusal) {
    return !refusal.check().equals("attestation-result-key")
        && !refusal.check().equals("attestation-result-signature");
  }

  private VerificationKeys keys(AppraisalVerifier verifier) {
    if (keys.size() > partners.partners().size() * 8) {
      Map<AppraisalVerifier, Boolean> described = new HashMap<>();
      partners
          .partners()
          .forEach(each -> each.agents().verifiers().forEach(v -> described.put(v, true)));
      keys.keySet().retainAll(described.keySet());
    }
    return keys.computeIfAbsent(
        verifier, described -> new VerificationKeys(() -> jwks(described), clock));
  }

  private byte[] jwks(AppraisalVerifier verifier) {
    if (verifier.jwksUri().isPresent()) {
      return fetch.getConfigured(verifier.jwksUri().get(), verifier.tlsAnchors());
    }
    try {
      return Files.readAllBytes(verifier.jwksFile().orElseThrow());
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "verifier-keys-file",
          "The Verifier's keys cannot be read",
          e);
    }
  }
}

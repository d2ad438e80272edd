package org.bailiwick.ars.transfer;

import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.ars.description.KeptDescription;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentChanges.Held;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.registration.AdmissionRules;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.ars.transfer.IntakeResult.Outcome;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.writer.ConflictException;

/**
 * Takes records that an officer brings from an export. Each is a unit of work of its own, so that
 * an import which was cut is simply begun again. Every attribute comes from the credential. For the
 * identifier, the quarantine and the words of the agent, which no credential has, the officer
 * answers.
 */
final class RecordIntake {
  private static final Set<String> ENDED = Set.of("peer-expired", "peer-revoked");

  /** A record in quarantine is not listed, so it needs no place of its owner's quota. */
  private static final int NO_QUOTA = Integer.MAX_VALUE;

  private final RegistryChanges changes;
  private final AgentRecords records;
  private final AdmissionRules rules;
  private final CredentialProof proof;
  private final CredentialStatus status;
  private final Clock clock;

  RecordIntake(
      RegistryChanges changes,
      AgentRecords records,
      AdmissionRules rules,
      CredentialProof proof,
      CredentialStatus status,
      Clock clock) {
    this.changes = changes;
    this.records = records;
    this.rules = rules;
    this.proof = proof;
    this.status = status;
    this.clock = clock;
  }

  /**
   * Takes a line of an export, or says why not.
   *
   * @throws ProblemException dependency-unavailable while nothing can be decided or stored; the
   *     same line can be brought again
   */
  IntakeResult take(String officer, JsonObject line) {
    status.requireFresh();
    try {
      GivenRecord given = GivenRecord.parse(line);
      return switch (given.state()) {
        case QUARANTINED -> hold(officer, given);
        case LISTED, WITHDRAWN -> admit(officer, given);
        case EXPIRED, REVOKED ->
            IntakeResult.leftOut(
                line, "record-" + given.state().text(), "Its listing had ended in the export");
      };
    } catch (ProblemException refusal) {
      if (refusal.type() == ProblemType.DEPENDENCY_UNAVAILABLE) {
        throw refusal;
      }
      return refusal.check().equals("peer-expired")
          ? IntakeResult.leftOut(line, "credential-expired", "Its credential has expired since")
          : refused(officer, line, refusal);
    }
  }

  private IntakeResult admit(String officer, GivenRecord given) {
    AgentCredential credential = proof.inForce(given.certificate());
    rules.require(credential);
    requireFree(given, credential);
    Optional<KeptDescription> said = said(given, credential);
    Cause cause = new Cause(Reason.IMPORTED, "", officer);
    try {
      changes.grant(
          em -> {
            requireNews(AgentChanges.held(em, credential.agent()), given, credential);
            // As at a registration: it sees a revocation that has arrived since.
            status.requireGood(CredentialKey.of(credential.certificate()));
            Instant now = clock.instant();
            AgentRecord record =
                AgentChanges.store(em, credential, terms(given, now, rules.ownerQuota(), cause));
            said.ifPresent(words -> words.store(em, record, now));
            if (given.state() == AgentState.WITHDRAWN) {
              AgentChanges.end(
                  em, record, new AgentChanges.Change(AgentState.WITHDRAWN, now, cause));
            }
          },
          entry("agent.imported", officer, given).with("agent", credential.agent().toString()));
      return done(given, credential, Outcome.IMPORTED, said.isPresent());
    } catch (Unchanged known) {
      return unchanged(given, credential);
    } catch (ConflictException another) {
      throw taken(another);
    } catch (ProblemException older) {
      if (older.check().equals("credential-superseded")) {
        return unchanged(given, credential);
      }
      throw older;
    }
  }

  /** A record that is here already changes by a newer credential alone. */
  private static void requireNews(
      Optional<Held> held, GivenRecord given, AgentCredential credential) {
    if (held.isEmpty()) {
      return;
    }
    if (!held.get().identifier().equals(given.identifier())) {
      throw new ProblemException(
          ProblemType.AGENT_ALREADY_REGISTERED,
          "identifier-differs",
          "The agent has another identifier here, which it keeps");
    }
    if (held.get().key().equals(CredentialKey.of(credential.certificate()))
        || held.get().state() == AgentState.QUARANTINED) {
      throw new Unchanged();
    }
  }

  private IntakeResult hold(String officer, GivenRecord given) {
    AgentCredential credential = issued(given);
    AgentState after = stateAfterwards(given, credential);
    Optional<KeptDescription> said = said(given, credential);
    if (isReleasedSince(given, credential)) {
      return unchanged(given, credential);
    }
    Cause cause = new Cause(Reason.QUARANTINED, given.text(), officer);
    try {
      changes.commit(
          em -> {
            Instant now = clock.instant();
            Optional<Held> held = AgentChanges.held(em, credential.agent());
            if (held.isPresent()) {
              if (!AgentChanges.quarantine(em, held.get().identifier(), now, cause)) {
                throw new Unchanged();
              }
              return;
            }
            Cause imported = new Cause(Reason.IMPORTED, "", officer);
            AgentRecord record =
                AgentChanges.store(em, credential, terms(given, now, NO_QUOTA, imported));
            said.ifPresent(words -> words.store(em, record, now));
            AgentChanges.quarantine(em, record.identifier(), now, cause);
            if (after != AgentState.LISTED) {
              AgentChanges.end(em, record, new AgentChanges.Change(after, now, imported));
            }
          },
          entry("agent.quarantined", officer, given)
              .with("agent", credential.agent().toString())
              .with("reason", given.text())
              .with("by", "import"));
      return done(given, credential, Outcome.HELD, true);
    } catch (Unchanged inQuarantine) {
      return unchanged(given, credential);
    } catch (ConflictException another) {
      throw taken(another);
    }
  }

  /** A quarantine holds whether the credential is still in force or not. */
  private AgentCredential issued(GivenRecord given) {
    AgentCredential credential = proof.issued(given.certificate());
    if (records.findByName(credential.agent()).isEmpty()) {
      requireFree(given, credential);
    }
    return credential;
  }

  /** The state at the end of the quarantine: listed only if it could be listed now. */
  private AgentState stateAfterwards(GivenRecord given, AgentCredential credential) {
    if (given.stateAfterQuarantine() != AgentState.LISTED) {
      return given.stateAfterQuarantine() == AgentState.QUARANTINED
          ? AgentState.WITHDRAWN
          : given.stateAfterQuarantine();
    }
    try {
      proof.inForce(given.certificate());
      rules.require(credential);
      return AgentState.LISTED;
    } catch (ProblemException refusal) {
      if (refusal.check().equals("peer-expired")) {
        return AgentState.EXPIRED;
      }
      return ENDED.contains(refusal.check()) ? AgentState.REVOKED : AgentState.WITHDRAWN;
    }
  }

  /** Whether an officer has ended this quarantine here after the export. */
  private boolean isReleasedSince(GivenRecord given, AgentCredential credential) {
    return records
        .findByName(credential.agent())
        .filter(
            known ->
                records.history(known.agent().identifier()).stream()
                    .anyMatch(
                        change ->
                            change.cause().reason() == Reason.RELEASED
                                && !change.at().isBefore(given.since())))
        .isPresent();
  }

  private void requireFree(GivenRecord given, AgentCredential credential) {
    records
        .state(given.identifier())
        .filter(known -> !known.name().equals(credential.agent().toString()))
        .ifPresent(
            other -> {
              throw taken(null);
            });
  }

  /** What the agent said, if it could say so; words that are faulty keep no record away. */
  private static Optional<KeptDescription> said(GivenRecord given, AgentCredential credential) {
    try {
      return given
          .unsigned()
          .map(
              unsigned -> KeptDescription.parse(unsigned, credential.information().capabilities()));
    } catch (ProblemException notOfItsForm) {
      return Optional.empty();
    }
  }

  private static IntakeResult done(
      GivenRecord given, AgentCredential credential, Outcome outcome, boolean isHeard) {
    boolean isLost = given.unsigned().isPresent() && !isHeard;
    return new IntakeResult(
        given.identifier(),
        credential.agent().toString(),
        outcome,
        isLost ? "description-refused" : "",
        isLost ? "What the agent says of itself is not of its form, and was left out" : "");
  }

  private static IntakeResult unchanged(GivenRecord given, AgentCredential credential) {
    return done(given, credential, Outcome.UNCHANGED, true);
  }

  private static AgentChanges.Terms terms(GivenRecord given, Instant now, int quota, Cause cause) {
    return new AgentChanges.Terms(given.identifier(), now, quota, Optional.of(cause));
  }

  private static ProblemException taken(Exception cause) {
    return new ProblemException(
        ProblemType.AGENT_ALREADY_REGISTERED,
        "identifier-taken",
        "Another agent has this identifier here",
        cause);
  }

  private static AuditEntry entry(String event, String officer, GivenRecord given) {
    return AuditEntry.of(event, AuditEntry.Outcome.DONE, "", officer).about(given.identifier());
  }

  private IntakeResult refused(String officer, JsonObject line, ProblemException refusal) {
    String identifier = IntakeResult.member(line, "id");
    changes.commit(
        em -> {},
        AuditEntry.of("agent.import-refused", AuditEntry.Outcome.DENIED, refusal.check(), officer)
            .about(identifier));
    return new IntakeResult(
        identifier,
        IntakeResult.member(line, "agent"),
        Outcome.REFUSED,
        refusal.check(),
        refusal.detail());
  }
}

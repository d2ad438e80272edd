package org.bailiwick.ars.agentevent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.records.AgentState;

/**
 * The last change of a record's state.
 *
 * @param revision number of the record's last change, whatever it was
 * @param agentId the agent's identifier
 * @param agent its SPIFFE id
 * @param number counts the changes of state of this record
 * @param credential the credential that the record has
 */
public record StateChange(
    long revision, String agentId, String agent, long number, State state, Held credential) {

  /**
   * The state that the record has now.
   *
   * @param now the state
   * @param after the state that it has after a quarantine; empty outside of one
   * @param since when the state began
   * @param reason why, as a code
   */
  public record State(AgentState now, Optional<AgentState> after, Instant since, String reason) {}

  /**
   * A credential of a record.
   *
   * @param issuer the identifier of the issuing CA
   * @param serial the serial number in hex
   */
  public record Held(String issuer, String serial, Instant notAfter) {}

  /** The kinds of events that tell of this change. */
  public List<EventType> types() {
    return switch (state.now()) {
      case LISTED -> listed();
      case EXPIRED -> List.of(EventType.AGENT_EXPIRED);
      case REVOKED -> List.of(EventType.AGENT_REVOKED, EventType.CREDENTIAL_CHANGE);
      case WITHDRAWN -> List.of(EventType.AGENT_WITHDRAWN, EventType.SESSION_REVOKED);
      case QUARANTINED -> quarantined();
    };
  }

  private List<EventType> listed() {
    if (isBy(Reason.RELEASED)) {
      return List.of(EventType.AGENT_RELEASED);
    }
    return isBy(Reason.RENEWED)
        ? List.of(EventType.AGENT_LISTED, EventType.CREDENTIAL_CHANGE)
        : List.of(EventType.AGENT_LISTED);
  }

  /** A revocation during a quarantine leaves the record in it, and is told all the same. */
  private List<EventType> quarantined() {
    List<EventType> types =
        new ArrayList<>(List.of(EventType.AGENT_QUARANTINED, EventType.SESSION_REVOKED));
    if (isRevoked()) {
      types.add(EventType.CREDENTIAL_CHANGE);
    }
    return types;
  }

  /** Whether the record's credential is revoked. */
  public boolean isRevoked() {
    return state.after().orElse(state.now()) == AgentState.REVOKED;
  }

  boolean isBy(Reason reason) {
    return reason.text().equals(state.reason());
  }
}

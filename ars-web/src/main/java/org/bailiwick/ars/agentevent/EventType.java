package org.bailiwick.ars.agentevent;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The kinds of events that the registry has for receivers, with their URIs. */
public enum EventType {
  /** The agent is listed under a credential: for the first time, again, or under a newer one. */
  AGENT_LISTED("urn:bailiwick:event:agent-listed"),
  /** The agent or an officer ended the listing. */
  AGENT_WITHDRAWN("urn:bailiwick:event:agent-withdrawn"),
  /** The credential of the listing expired. */
  AGENT_EXPIRED("urn:bailiwick:event:agent-expired"),
  /** The credential of the listing was revoked. */
  AGENT_REVOKED("urn:bailiwick:event:agent-revoked"),
  /** An officer hides the agent. */
  AGENT_QUARANTINED("urn:bailiwick:event:agent-quarantined"),
  /** An officer has ended the quarantine, and the agent is listed again. */
  AGENT_RELEASED("urn:bailiwick:event:agent-released"),
  /** CAEP 1.0 section 3.3. */
  CREDENTIAL_CHANGE("https://schemas.openid.net/secevent/caep/event-type/credential-change"),
  /** CAEP 1.0 section 3.1. */
  SESSION_REVOKED("https://schemas.openid.net/secevent/caep/event-type/session-revoked");

  private final String uri;

  EventType(String uri) {
    this.uri = uri;
  }

  public String uri() {
    return uri;
  }

  /** The URIs of all kinds. */
  public static List<String> uris() {
    return Arrays.stream(values()).map(EventType::uri).toList();
  }

  /** The kinds among these URIs. */
  public static Set<EventType> among(Collection<String> uris) {
    EnumSet<EventType> types = EnumSet.noneOf(EventType.class);
    Arrays.stream(values()).filter(type -> uris.contains(type.uri)).forEach(types::add);
    return types;
  }
}

package org.bailiwick.contract.identity;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * An agent's SPIFFE id, {@code spiffe://<trust domain>/agent/<name>}. It is the only URI name in
 * the agent's certificate and never changes.
 */
public record AgentId(TrustDomain trustDomain, String name) {
  private static final String PATH = "/agent/";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  public AgentId {
    if (!isName(name)) {
      throw Refusal.of(
          "agent-name-syntax",
          "An agent name is 1 to 63 of a-z 0-9 . _ - and begins with a-z or 0-9");
    }
  }

  public static AgentId of(TrustDomain trustDomain, String name) {
    return new AgentId(trustDomain, name);
  }

  public static AgentId parse(String text) {
    return of(SpiffeId.parse(text));
  }

  /** Converts a SPIFFE id; it refuses one that does not name an agent. */
  public static AgentId of(SpiffeId id) {
    if (!id.isAgent()) {
      throw Refusal.of("agent-id-syntax", "The SPIFFE id does not name an agent");
    }
    return new AgentId(id.trustDomain(), id.segments().getLast());
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  public SpiffeId spiffeId() {
    return new SpiffeId(trustDomain, PATH + name);
  }

  public URI uri() {
    return URI.create(toString());
  }

  @Override
  public String toString() {
    return SpiffeId.SCHEME + trustDomain.name() + PATH + name;
  }
}

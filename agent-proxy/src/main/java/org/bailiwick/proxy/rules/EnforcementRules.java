package org.bailiwick.proxy.rules;

import jakarta.json.JsonValue;
import java.net.URI;
import java.util.Set;
import org.bailiwick.jaxrs.EnforcementOptions;

/** The enforcement point that the proxy asks, {@code {"url": …, "application": …}}. */
public record EnforcementRules(EnforcementOptions options) {
  private static final Set<String> MEMBERS = Set.of("url", "application");

  static EnforcementRules of(JsonValue value) {
    JsonMembers members = JsonMembers.of(value, MEMBERS);
    try {
      return new EnforcementRules(
          new EnforcementOptions(URI.create(members.text("url")), members.text("application")));
    } catch (IllegalArgumentException e) {
      throw Refusals.malformed("proxy-enforcement", String.valueOf(e.getMessage()));
    }
  }
}

package org.bailiwick.aca.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.claims.Claims;

/** A request for a join token for the agent of a {@link TestWorkload}. */
public final class TestJoin {

  private TestJoin() {}

  /** The request with some members changed, or taken out by a null. */
  public static Claims request(String profile, Map<String, Object> changed) {
    Map<String, Object> members = new HashMap<>();
    members.put("profile", profile);
    members.put("name", "worker");
    members.put("owner", "Finance");
    members.put("capabilities", List.of("invoice.parse@1"));
    members.put("locator", "https://127.0.0.1:7001/work");
    members.put("validation_methods", List.of("mtls"));
    members.putAll(changed);
    return Claims.of("join-request", Optional.of(members));
  }
}

package org.bailiwick.contract.problem;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A problem document (RFC 9457): the kind of refusal, the detail, and the URN by which the log line
 * is found. Extension members may not have the name of a standard member.
 */
public record Problem(
    ProblemType type, String detail, URI instance, Map<String, Object> extensions) {
  public static final String MEDIA_TYPE = "application/problem+json";
  private static final Set<String> STANDARD =
      Set.of("type", "title", "status", "detail", "instance");

  public Problem {
    extensions = Map.copyOf(extensions);
    if (extensions.keySet().stream().anyMatch(STANDARD::contains)) {
      throw new IllegalArgumentException("an extension member has a standard name");
    }
  }

  /** The document's members in the order of RFC 9457 section 3.1, ready for a JSON writer. */
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", type.uri().toString());
    members.put("title", type.title());
    members.put("status", type.status());
    members.put("detail", detail);
    members.put("instance", instance.toString());
    members.putAll(extensions);
    return members;
  }
}

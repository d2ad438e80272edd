package org.bailiwick.injector.pod;

import jakarta.json.JsonArray;

/** What becomes of a pod. */
public sealed interface PodVerdict {

  /** It gets a sidecar, or what one of its containers still lacks of it. */
  record Patched(JsonArray patch) implements PodVerdict {}

  /** It is left as it is, for a reason in kebab case. */
  record Left(String reason) implements PodVerdict {}

  /** It starts without a sidecar, because the namespace is open. */
  record Warned(String check, String message) implements PodVerdict {}

  /** It may not start. */
  record Refused(String check, String message) implements PodVerdict {}
}

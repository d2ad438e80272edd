package org.bailiwick.master.oauth;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;

/** The form of a token request; each parameter at most once (RFC 6749 section 3.2). */
record TokenRequest(MultivaluedMap<String, String> form) {

  /** Resource and audience may be repeated by RFC 8707 and 8693; we serve one target at a time. */
  Optional<String> find(String name) {
    List<String> values = form.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new OAuthRefusal(
          OAuthError.INVALID_REQUEST, "parameter-repeated", "A parameter occurs more than once.");
    }
    // RFC 6749 section 3.2: a parameter without a value counts as left out.
    return values.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  String require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new OAuthRefusal(
                    OAuthError.INVALID_REQUEST, "parameter-missing", name + " is missing."));
  }
}

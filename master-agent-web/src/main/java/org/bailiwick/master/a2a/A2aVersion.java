package org.bailiwick.master.a2a;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.master.a2amessage.A2aError;

/** The version of A2A that a request names (A2A 1.0 section 3.6); without one it is 0.3. */
final class A2aVersion {

  /** Version 1.0; a patch number does not count. */
  private static final Pattern SERVED = Pattern.compile("1\\.0(\\.[0-9]{1,4})?");

  private static final String NAME = "A2A-Version";

  private A2aVersion() {}

  /** Refuses a request of another version, named by header or by parameter. */
  static void require(HttpHeaders headers, UriInfo uri) {
    String version =
        Optional.ofNullable(headers.getHeaderString(NAME))
            .or(() -> Optional.ofNullable(uri.getQueryParameters().getFirst(NAME)))
            .orElse("");
    if (!SERVED.matcher(version.strip()).matches()) {
      throw A2aError.VERSION_NOT_SUPPORTED.refusal(
          "a2a-version", "Only version 1.0 is served; name it in the header A2A-Version.");
    }
  }
}

package org.bailiwick.aca.web.ocsp;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.bailiwick.aca.ocsp.OcspAnswer;

/**
 * The HTTP caching of an OCSP answer (RFC 9919 section 6.2). The operator sets a short max-age,
 * because until it has passed a cache may answer "good" for a revoked certificate.
 *
 * @param caching longest time in a cache; it never goes beyond the answer's nextUpdate
 */
record CachedAnswer(OcspAnswer.Period period, Duration caching) {

  void describe(HttpServletResponse response, Instant now) {
    long remaining = Duration.between(now, period.nextUpdate()).toSeconds();
    response.setHeader(
        "Cache-Control",
        "max-age="
            + Math.max(0, Math.min(caching.toSeconds(), remaining))
            + ", public, no-transform, must-revalidate");
    response.setHeader("ETag", entityTag());
    response.setDateHeader("Last-Modified", period.thisUpdate().toEpochMilli());
    response.setDateHeader("Expires", period.nextUpdate().toEpochMilli());
  }

  /** RFC 9110 section 13.2.2: the date is ignored if the request has an entity tag. */
  boolean isKnownTo(HttpServletRequest request) {
    String tags = request.getHeader("If-None-Match");
    if (tags != null) {
      return Arrays.stream(tags.split(",", -1))
          .map(String::strip)
          .anyMatch(
              tag -> tag.equals("*") || tag.equals(entityTag()) || tag.equals("W/" + entityTag()));
    }
    return modifiedSince(request) >= period.thisUpdate().toEpochMilli();
  }

  private static long modifiedSince(HttpServletRequest request) {
    try {
      return request.getDateHeader("If-Modified-Since");
    } catch (IllegalArgumentException noDate) {
      return -1; // an invalid date is ignored (RFC 9110 section 13.1.3)
    }
  }

  private String entityTag() {
    return '"' + period.entityTag() + '"';
  }
}

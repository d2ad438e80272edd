package org.bailiwick.node.statuslist;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The answer to a request for a status list (section 8.2). */
public final class StatusListAnswer {

  /** The media type of the answer. */
  public static final String MEDIA_TYPE = "application/" + StatusListPublisher.TYPE;

  private static final String GZIP = "gzip";

  private StatusListAnswer() {}

  /**
   * Refuses a request for a list as it was at an earlier time (section 8.4), which is not kept.
   *
   * @param time the query parameter {@code time}; null without it
   */
  public static void requirePresent(String time) {
    if (time != null) {
      throw new ProblemException(
          ProblemType.NOT_IMPLEMENTED,
          "status-list-time",
          "Only the present list is served, and none of an earlier time.");
    }
  }

  /** The answer, in gzip coding if the client accepts that, or 304 if it has the list. */
  public static Response of(SignedStatusList list, Request request, HttpHeaders headers) {
    boolean compressed = acceptsGzip(headers.getRequestHeader(HttpHeaders.ACCEPT_ENCODING));
    // Another coding of the same list is another representation (RFC 9110 section 8.8.3.3).
    EntityTag tag = new EntityTag(compressed ? list.tag() + "-gzip" : list.tag());
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    Response.ResponseBuilder answer =
        Optional.ofNullable(unchanged).orElseGet(() -> whole(list, compressed));
    return answer
        .tag(tag)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
        .expires(Date.from(list.expiresAt()))
        .header(HttpHeaders.CACHE_CONTROL, "public, max-age=" + list.timeToLive().toSeconds())
        .build();
  }

  private static Response.ResponseBuilder whole(SignedStatusList list, boolean compressed) {
    byte[] octets = list.compact().getBytes(StandardCharsets.US_ASCII);
    return compressed
        ? Response.ok(gzip(octets)).header(HttpHeaders.CONTENT_ENCODING, GZIP)
        : Response.ok(octets);
  }

  /** Whether the coding is named without the weight 0 (RFC 9110 section 12.5.3). */
  static boolean acceptsGzip(List<String> fields) {
    return fields != null
        && fields.stream()
            .flatMap(field -> Arrays.stream(field.toLowerCase(Locale.ROOT).split(",", -1)))
            .map(coding -> coding.replaceAll("\\s", ""))
            .anyMatch(coding -> coding.matches("(x-)?gzip(;q=(1(\\.0*)?|0\\.\\d*[1-9]\\d*))?"));
  }

  private static byte[] gzip(byte[] octets) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(all)) {
      out.write(octets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }
}

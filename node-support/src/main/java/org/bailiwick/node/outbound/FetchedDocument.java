package org.bailiwick.node.outbound;

import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A fetched document, and what the server's headers say about it. */
public final class FetchedDocument {

  private final byte[] body;
  private final String mediaType;
  private final String cacheControl;

  /**
   * @param mediaType the value of Content-Type; empty if there is none
   * @param cacheControl the value of Cache-Control; empty if there is none
   */
  public FetchedDocument(byte[] body, String mediaType, String cacheControl) {
    this.body = body.clone();
    this.mediaType = mediaType;
    this.cacheControl = cacheControl;
  }

  static FetchedDocument of(byte[] body, HttpURLConnection answer) {
    return new FetchedDocument(
        body, header(answer, "Content-Type"), header(answer, "Cache-Control"));
  }

  /** A field that comes several times is one list (RFC 9110 section 5.3). */
  private static String header(HttpURLConnection answer, String name) {
    return answer.getHeaderFields().entrySet().stream()
        .filter(field -> name.equalsIgnoreCase(field.getKey())) // the status line has no name
        .map(Map.Entry::getValue)
        .flatMap(List::stream)
        .collect(Collectors.joining(", "));
  }

  public byte[] body() {
    return body.clone();
  }

  public String mediaType() {
    return mediaType;
  }

  public String cacheControl() {
    return cacheControl;
  }
}

package org.bailiwick.broker.outbound;

import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request to a back end: method, URI, header fields and body, of which none is changed. */
public final class BackEndRequest {
  private final String method;
  private final URI uri;
  private final Map<String, String> headers;
  private final Optional<byte[]> body;

  private BackEndRequest(
      String method, URI uri, Map<String, String> headers, Optional<byte[]> body) {
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.body = body;
  }

  /** A request without header fields and body. */
  public static BackEndRequest of(String method, URI uri) {
    return new BackEndRequest(method, uri, Map.of(), Optional.empty());
  }

  /**
   * The same request with another field.
   *
   * @throws BackEndFault header-refused, if the value would not be one field; its text is not shown
   */
  public BackEndRequest with(String name, String value) {
    if (!HeaderText.isName(name) || !HeaderText.isValue(value)) {
      throw BackEndFault.refused("header-refused", null);
    }
    Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(headers);
    more.put(name, value);
    return new BackEndRequest(method, uri, more, body);
  }

  /** The same request with a body of this media type. */
  public BackEndRequest with(String mediaType, byte[] octets) {
    BackEndRequest typed = with("Content-Type", mediaType);
    return new BackEndRequest(method, uri, typed.headers, Optional.of(octets.clone()));
  }

  public String method() {
    return method;
  }

  public URI uri() {
    return uri;
  }

  /** The fields by name, whatever the case of its letters. */
  public Map<String, String> headers() {
    return Collections.unmodifiableMap(headers);
  }

  public Optional<byte[]> body() {
    return body.map(byte[]::clone);
  }

  /** Without fields and body, which may hold secrets. */
  @Override
  public String toString() {
    return method + " " + uri.getHost();
  }
}

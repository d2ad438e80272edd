package org.bailiwick.master.method;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What methods read of a request besides its peer. It has credentials, so its text has none of its
 * content.
 *
 * <p>The body is the text that the resource works with: what is signed is what is done.
 */
public final class RequestHead {

  private final String method;
  private final String path;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Set<String> queryParameters;
  private final Optional<String> query;
  private final Optional<String> body;

  /**
   * @param path encoded, below the base URL, without a slash before it
   */
  public RequestHead(
      String method, String path, Map<String, List<String>> headers, Set<String> queryParameters) {
    this(method, path, headers, queryParameters, Optional.empty(), Optional.empty());
  }

  private RequestHead(
      String method,
      String path,
      Map<String, List<String>> headers,
      Set<String> queryParameters,
      Optional<String> query,
      Optional<String> body) {
    this.method = method;
    this.path = path;
    this.headers.putAll(headers);
    this.queryParameters = Set.copyOf(queryParameters);
    this.query = query;
    this.body = body;
  }

  /** The same request with its query as it was sent, if it has one, and the text of its body. */
  public RequestHead with(Optional<String> encodedQuery, Optional<String> text) {
    return new RequestHead(method, path, headers, queryParameters, encodedQuery, text);
  }

  /** The method of HTTP. */
  public String method() {
    return method;
  }

  /** The encoded path below the base URL, without a slash before it. */
  public String path() {
    return path;
  }

  /** The values of a header; more than one if the header occurs more than once. */
  public List<String> header(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /** The encoded query, without the question mark. */
  public Optional<String> query() {
    return query;
  }

  /** The body in UTF-8, as JSON is sent; empty if there is none, or nothing has read it. */
  public byte[] body() {
    return body.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElseGet(() -> new byte[0]);
  }

  /** Whether the request has a body that nothing reads. */
  public boolean hasUnreadBody() {
    boolean hasLength = header("Content-Length").stream().anyMatch(length -> !length.equals("0"));
    return body.isEmpty() && (hasLength || !header("Transfer-Encoding").isEmpty());
  }

  public boolean hasQueryParameter(String name) {
    return queryParameters.contains(name);
  }

  @Override
  public String toString() {
    return "RequestHead[" + method + "]";
  }
}

package org.bailiwick.master.method;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What methods read of a request besides its peer. It has credentials, so its text has none of its
 * content.
 */
public final class RequestHead {

  private final String method;
  private final String path;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Set<String> queryParameters;

  /**
   * @param path encoded, below the base URL, without a slash before it
   */
  public RequestHead(
      String method, String path, Map<String, List<String>> headers, Set<String> queryParameters) {
    this.method = method;
    this.path = path;
    this.headers.putAll(headers);
    this.queryParameters = Set.copyOf(queryParameters);
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

  public boolean hasQueryParameter(String name) {
    return queryParameters.contains(name);
  }

  @Override
  public String toString() {
    return "RequestHead[" + method + "]";
  }
}

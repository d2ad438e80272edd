package org.bailiwick.system;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bailiwick.contract.testing.TestLeaf;

/** One HTTP request, and whose certificate it is made with. */
public final class Call {
  private final String method;
  private final URI uri;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Optional<TestLeaf> identity;

  private Call(
      String method,
      URI uri,
      Map<String, String> headers,
      byte[] body,
      Optional<TestLeaf> identity) {
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.body = body;
    this.identity = identity;
  }

  public static Call get(URI uri) {
    return new Call("GET", uri, Map.of(), new byte[0], Optional.empty());
  }

  public static Call delete(URI uri) {
    return new Call("DELETE", uri, Map.of(), new byte[0], Optional.empty());
  }

  public static Call post(URI uri, String json) {
    return post(uri, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  public static Call post(URI uri, String type, byte[] body) {
    return new Call("POST", uri, Map.of("Content-Type", type), body, Optional.empty());
  }

  /** A form, as OAuth wants it. */
  public static Call form(URI uri, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return post(uri, "application/x-www-form-urlencoded", body.getBytes(StandardCharsets.UTF_8));
  }

  public Call as(TestLeaf leaf) {
    return new Call(method, uri, headers, body, Optional.of(leaf));
  }

  /** The same request to another port of this host. */
  public Call through(int port) {
    URI there =
        URI.create(
            "https://127.0.0.1:"
                + port
                + uri.getRawPath()
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    return new Call(method, there, headers, body, identity);
  }

  public Call header(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Call(method, uri, more, body, identity);
  }

  public Call bearer(String token) {
    return header("Authorization", "Bearer " + token);
  }

  String method() {
    return method;
  }

  URI uri() {
    return uri;
  }

  Map<String, String> headers() {
    return headers;
  }

  /** The octets to be sent; a copy. */
  public byte[] body() {
    return body.clone();
  }

  Optional<TestLeaf> identity() {
    return identity;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

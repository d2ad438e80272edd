package org.bailiwick.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * A request over HTTP/1.1, which can be sent repeatedly. Requests with the same {@code tls} share
 * connections, which show the sender's certificate.
 */
public record Request(
    SSLSocketFactory tls, URI target, Map<String, String> headers, Optional<String> body) {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(60).toMillis();
  private static final int FIRST_REFUSAL = 400;
  private static final String ACCEPTED = "application/json, application/problem+json";

  /** An answer of any status. */
  public record Answer(int status, String body, Map<String, List<String>> headers) {
    public Answer(int status, String body) {
      this(status, body, Map.of());
    }

    /** The first field of this name, whatever its case. */
    public Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(field -> name.equalsIgnoreCase(field.getKey()))
          .map(field -> field.getValue().getFirst())
          .findFirst();
    }

    /** Omits the body of a success, which may be a token. */
    @Override
    public String toString() {
      return status < FIRST_REFUSAL ? String.valueOf(status) : status + " " + body;
    }
  }

  /** A request that posts JSON. */
  public static Request json(SSLSocketFactory tls, URI target, String body) {
    return new Request(tls, target, Map.of("Content-Type", "application/json"), Optional.of(body));
  }

  /** A request that posts an encoded form. */
  public static Request form(SSLSocketFactory tls, URI target, String form) {
    return new Request(
        tls,
        target,
        Map.of("Content-Type", "application/x-www-form-urlencoded"),
        Optional.of(form));
  }

  public static Request get(SSLSocketFactory tls, URI target) {
    return new Request(tls, target, Map.of(), Optional.empty());
  }

  public Request with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Request(tls, target, Map.copyOf(more), body);
  }

  /** Sends the request and reads the whole answer, so that the connection can be used again. */
  public Answer send() throws IOException {
    HttpsURLConnection connection = (HttpsURLConnection) target.toURL().openConnection();
    connection.setSSLSocketFactory(tls);
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestProperty("Accept", ACCEPTED);
    headers.forEach(connection::setRequestProperty);
    if (body.isPresent()) {
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.get().getBytes(StandardCharsets.UTF_8));
      }
    }
    int status = connection.getResponseCode();
    try (InputStream in =
        status < FIRST_REFUSAL ? connection.getInputStream() : connection.getErrorStream()) {
      String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(status, text, connection.getHeaderFields());
    }
  }

  /** Omits headers and body, which may have tokens. */
  @Override
  public String toString() {
    return "Request[" + target + "]";
  }
}

package org.bailiwick.client.http;

import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A server whose answers are JSON. Paths are relative to its base URI; an absolute URI is used as
 * it is. An answer with status 400 or above becomes a {@link ProblemException}. A server that is
 * not reached, an answer that is not understood and a redirect become DEPENDENCY_UNAVAILABLE.
 */
public final class JsonEndpoint implements AutoCloseable {
  /** The check that names a failure after which it is unknown whether the server acted. */
  public static final String NOT_REACHED = "server-not-reached";

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_ANSWER = 8 * 1024 * 1024;
  private static final int PART = 8 * 1024;
  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;
  private static final int BAD_REQUEST = 400;
  private static final String CONTENT_TYPE = "Content-Type";

  private final Connections connections;
  private final URI base;
  private final Duration answerWithin;

  /**
   * An endpoint over this TLS context. The context's trust manager is to check the server's SPIFFE
   * id (X509-SVID section 5), as those of {@code TrustedAuthority} do, which do not look at the
   * host name. A trust manager of the platform checks the host name.
   */
  public JsonEndpoint(URI base, SSLContext tls) {
    this(base, tls, READ_TIMEOUT);
  }

  /**
   * The same with another limit for the time in which an answer, and then its body, must arrive.
   */
  public JsonEndpoint(URI base, SSLContext tls, Duration answerWithin) {
    this.base = base;
    this.answerWithin = answerWithin;
    this.connections = new Connections(tls);
  }

  public JsonAnswer get(String path, Map<String, String> headers) {
    return send(prepare(path, headers).GET());
  }

  public JsonAnswer post(String path, JsonObject body, Map<String, String> headers) {
    return send(
        prepare(path, headers)
            .header(CONTENT_TYPE, "application/json")
            .POST(BodyPublishers.ofString(body.toString())));
  }

  public JsonAnswer put(String path, JsonObject body) {
    return send(
        prepare(path, Map.of())
            .header(CONTENT_TYPE, "application/json")
            .PUT(BodyPublishers.ofString(body.toString())));
  }

  /** Posts without a body. */
  public JsonAnswer post(String path) {
    return send(prepare(path, Map.of()).POST(BodyPublishers.noBody()));
  }

  /** Posts a form, as OAuth's token endpoint takes it (RFC 6749 section 4). */
  public JsonAnswer postForm(String path, Map<String, String> fields, Map<String, String> headers) {
    String form =
        fields.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        prepare(path, headers)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  public JsonAnswer delete(String path, Map<String, String> headers) {
    return send(prepare(path, headers).DELETE());
  }

  /** The bytes of a public document, for example a certificate. */
  public byte[] bytes(String path) {
    return exchange(anything(path).GET(), (response, body) -> body);
  }

  /** Posts a body of this media type, and returns the bytes of the answer, whatever its type. */
  public byte[] bytes(String path, String type, byte[] body) {
    HttpRequest.Builder request =
        anything(path).header(CONTENT_TYPE, type).POST(BodyPublishers.ofByteArray(body));
    return exchange(request, (response, answer) -> answer);
  }

  private HttpRequest.Builder anything(String path) {
    return HttpRequest.newBuilder(resolve(path)).header("Accept", "*/*");
  }

  /**
   * Whether the URL is one of this server: with its scheme, host and port, spelled alike, and below
   * its base in letters, digits, hyphens and slashes.
   */
  public boolean has(URI url) {
    String below = base.toString().replaceAll("/$", "") + "/";
    String text = url.toString();
    return text.startsWith(below) && text.substring(below.length()).matches("[A-Za-z0-9/-]+");
  }

  /**
   * The body of an answer, of any length, which is read as it comes. The caller closes it.
   *
   * @throws ProblemException what the server refuses, as for other answers
   */
  public InputStream open(String path, Map<String, String> headers) {
    HttpResponse<InputStream> response = begin(prepare(path, headers).GET());
    InputStream body = new TimedBody(response.body(), READ_TIMEOUT);
    if (response.statusCode() == OK) {
      return body;
    }
    try (body) {
      throw refusal(response, whole(body));
    } catch (IOException e) {
      throw notReached(e);
    }
  }

  private HttpRequest.Builder prepare(String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(resolve(path))
            .header("Accept", "application/json, " + Problem.MEDIA_TYPE)
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    return request;
  }

  private URI resolve(String path) {
    URI target = URI.create(path);
    return target.isAbsolute() ? target : URI.create(base.toString().replaceAll("/$", "") + path);
  }

  private JsonAnswer send(HttpRequest.Builder request) {
    return exchange(
        request,
        (response, body) ->
            new JsonAnswer(
                response.statusCode(),
                AnswerBody.object(body),
                location(response),
                retryAfter(response)));
  }

  private interface Reading<T> {
    T read(HttpResponse<?> response, byte[] body);
  }

  private <T> T exchange(HttpRequest.Builder request, Reading<T> reading) {
    HttpResponse<InputStream> response = begin(request);
    try (InputStream in = new TimedBody(response.body(), READ_TIMEOUT)) {
      byte[] body = whole(in);
      if (response.statusCode() >= MULTIPLE_CHOICES) {
        throw refusal(response, body);
      }
      return reading.read(response, body);
    } catch (IOException e) {
      throw notReached(e);
    }
  }

  /** Sends the request, and returns when the headers of the answer are there. */
  private HttpResponse<InputStream> begin(HttpRequest.Builder request) {
    HttpRequest timed = request.timeout(answerWithin).build();
    try {
      return connections.client().send(timed, BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw notReached(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notReached(e);
    }
  }

  private ProblemException notReached(Exception cause) {
    return unavailable(
        NOT_REACHED, "No answer from " + base + ": " + ConnectionFault.text(cause), cause);
  }

  private static ProblemException refusal(HttpResponse<?> response, byte[] body) {
    if (response.statusCode() < BAD_REQUEST) {
      return unavailable("answer-redirect", "The server answered with a redirect", null);
    }
    ProblemException refusal = AnswerBody.refusal(response.statusCode(), body);
    retryAfter(response).ifPresent(refusal::after);
    return refusal;
  }

  /** Reads the body in bounded size and time; the limit of a {@link TimedBody} is for each part. */
  private byte[] whole(InputStream in) throws IOException {
    long end = System.nanoTime() + answerWithin.toNanos();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part = new byte[PART];
    for (int read = in.read(part); read >= 0; read = in.read(part)) {
      body.write(part, 0, read);
      if (body.size() > MAX_ANSWER) {
        throw unavailable("answer-too-large", "The server's answer is too large", null);
      }
      if (System.nanoTime() > end) {
        throw unavailable(NOT_REACHED, "The answer of " + base + " did not end in time", null);
      }
    }
    return body.toByteArray();
  }

  private static Optional<URI> location(HttpResponse<?> response) {
    try {
      return response.headers().firstValue("Location").map(URI::create);
    } catch (IllegalArgumentException e) {
      throw unavailable("answer-location", "The server's answer has a Location that is no URI", e);
    }
  }

  /** Reads the header if it is in seconds; this product's servers send no dates in it. */
  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  static ProblemException unavailable(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, check, detail, cause);
  }

  /** Ends the connections, and with them every exchange that is not complete. */
  @Override
  public void close() {
    connections.close();
  }
}

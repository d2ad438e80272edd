package org.bailiwick.client.http;

import jakarta.json.JsonObject;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.Invocation;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.glassfish.jersey.client.ClientProperties;

/**
 * A server whose answers are JSON. Paths are relative to its base URI; an absolute URI is used as
 * it is. An answer with status 400 or above becomes a {@link ProblemException}. A server that is
 * not reached, an answer that is not understood and a redirect become DEPENDENCY_UNAVAILABLE.
 */
public final class JsonEndpoint implements AutoCloseable {
  /** The check that names a failure after which it is unknown whether the server acted. */
  public static final String NOT_REACHED = "server-not-reached";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_ANSWER = 8 * 1024 * 1024;
  private static final int PART = 8 * 1024;

  private final Client client;
  private final URI base;
  private final Duration answerWithin;

  /**
   * An endpoint over this TLS context. The context's trust manager must check the server's SPIFFE
   * id (X509-SVID section 5); the host name is not checked.
   */
  public JsonEndpoint(URI base, SSLContext tls) {
    this(base, tls, READ_TIMEOUT);
  }

  /** The same with another limit for the time in which the body of an answer must arrive. */
  JsonEndpoint(URI base, SSLContext tls, Duration answerWithin) {
    this.base = base;
    this.answerWithin = answerWithin;
    this.client =
        ClientBuilder.newBuilder()
            .sslContext(tls)
            .hostnameVerifier((host, session) -> true)
            .property(ClientProperties.FOLLOW_REDIRECTS, false)
            .connectTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .readTimeout(READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .build();
  }

  public JsonAnswer get(String path, Map<String, String> headers) {
    return send(prepare(path, headers).buildGet());
  }

  public JsonAnswer post(String path, JsonObject body, Map<String, String> headers) {
    Entity<String> entity = Entity.entity(body.toString(), MediaType.APPLICATION_JSON_TYPE);
    return send(prepare(path, headers).buildPost(entity));
  }

  /** Posts without a body. */
  public JsonAnswer post(String path) {
    return send(prepare(path, Map.of()).build("POST"));
  }

  /** Posts a form, as OAuth's token endpoint takes it (RFC 6749 section 4). */
  public JsonAnswer postForm(String path, Map<String, String> fields, Map<String, String> headers) {
    Form form = new Form();
    fields.forEach(form::param);
    return send(prepare(path, headers).buildPost(Entity.form(form)));
  }

  public JsonAnswer delete(String path, Map<String, String> headers) {
    return send(prepare(path, headers).buildDelete());
  }

  /** The bytes of a public document, for example a certificate. */
  public byte[] bytes(String path) {
    Invocation call = client.target(resolve(path)).request(MediaType.WILDCARD_TYPE).buildGet();
    return exchange(call, (response, body) -> body);
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
    try {
      Response response = prepare(path, headers).buildGet().invoke();
      InputStream body = response.readEntity(InputStream.class);
      if (response.getStatus() == Response.Status.OK.getStatusCode()) {
        return body;
      }
      try (response) {
        throw refusal(response, whole(body));
      }
    } catch (IOException | ProcessingException e) {
      throw notReached(e);
    }
  }

  private Invocation.Builder prepare(String path, Map<String, String> headers) {
    Invocation.Builder request =
        client
            .target(resolve(path))
            .request(MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE)
            .acceptEncoding("identity");
    headers.forEach(request::header);
    return request;
  }

  private URI resolve(String path) {
    URI target = URI.create(path);
    return target.isAbsolute() ? target : URI.create(base.toString().replaceAll("/$", "") + path);
  }

  private JsonAnswer send(Invocation call) {
    return exchange(
        call,
        (response, body) ->
            new JsonAnswer(
                response.getStatus(),
                AnswerBody.object(body),
                Optional.ofNullable(response.getLocation()),
                retryAfter(response)));
  }

  private interface Reading<T> {
    T read(Response response, byte[] body);
  }

  private <T> T exchange(Invocation call, Reading<T> reading) {
    try (Response response = call.invoke();
        InputStream in = response.readEntity(InputStream.class)) {
      byte[] body = whole(in);
      if (response.getStatus() >= Response.Status.MULTIPLE_CHOICES.getStatusCode()) {
        throw refusal(response, body);
      }
      return reading.read(response, body);
    } catch (IOException | ProcessingException e) {
      throw notReached(e);
    }
  }

  private ProblemException notReached(Exception cause) {
    return unavailable(
        NOT_REACHED, "No answer from " + base + ": " + ConnectionFault.text(cause), cause);
  }

  private static ProblemException refusal(Response response, byte[] body) {
    if (response.getStatus() < Response.Status.BAD_REQUEST.getStatusCode()) {
      return unavailable("answer-redirect", "The server answered with a redirect", null);
    }
    ProblemException refusal = AnswerBody.refusal(response.getStatus(), body);
    retryAfter(response).ifPresent(refusal::after);
    return refusal;
  }

  /** Reads the body in bounded size and time; the read timeout bounds each read only. */
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

  /** Reads the header if it is in seconds; this product's servers send no dates in it. */
  private static Optional<Duration> retryAfter(Response response) {
    return Optional.ofNullable(response.getHeaderString(HttpHeaders.RETRY_AFTER))
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  static ProblemException unavailable(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, check, detail, cause);
  }

  @Override
  public void close() {
    client.close();
  }
}

package org.bailiwick.proxy.call;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.contract.time.TimeLimit;
import org.bailiwick.proxy.rules.Destination;
import org.bailiwick.proxy.rules.ProxyAnswer;
import org.bailiwick.proxy.rules.ProxyRules;
import org.bailiwick.proxy.rules.Refusals;
import org.bailiwick.proxy.rules.SecretHeader;
import org.bailiwick.proxy.secret.OutgoingGuard;
import org.bailiwick.proxy.secret.PlatformSecrets;

/**
 * Calls the destinations that the rules list, with the agent's certificate. It follows no redirects
 * and uses no HTTP proxy. Answers must be text, and their size and time are limited.
 */
public final class OutboundCalls {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration TIME_LIMIT = Duration.ofSeconds(30);
  private static final int MAX_ANSWER = 1024 * 1024;
  private static final int MAX_CALLS = 8;
  private static final String TXN_TOKEN = "txn-token";
  private static final List<String> SHOWN_HEADERS =
      List.of("content-type", "etag", "location", "retry-after", "x-request-id");

  private final ProxyRules rules;
  private final OutboundTls tls;
  private final TokenVault tokens;
  private final PlatformSecrets secrets;
  private final OutgoingGuard guard;
  private final Semaphore places = new Semaphore(MAX_CALLS);

  /** What the proxy keeps from the agent, and the search for it in what the agent sends. */
  public record Secrets(TokenVault tokens, PlatformSecrets platform, OutgoingGuard guard) {}

  public OutboundCalls(
      CredentialFolder folder, TrustedAuthority trusted, ProxyRules rules, Secrets secrets) {
    this.rules = rules;
    this.tls = new OutboundTls(folder, trusted);
    this.tokens = secrets.tokens();
    this.secrets = secrets.platform();
    this.guard = secrets.guard();
  }

  /** What the proxy itself adds to a call: the header, and the secret as the agent knows it. */
  private record Added(String header, String value, Map.Entry<String, String> secret) {}

  public ProxyAnswer call(String text) {
    CallRequest call = CallRequest.parse(text);
    Destination destination = rules.destination(call.target(), call.method());
    lookThrough(call, destination);
    Optional<Added> added = added(call, destination);
    if (!places.tryAcquire()) {
      throw Refusals.tooManyCalls();
    }
    try {
      return send(call, destination, added);
    } finally {
      places.release();
    }
  }

  /**
   * Refuses a call that has a secret in its text. A Txn-Token may go to workloads of the domain.
   */
  private void lookThrough(CallRequest call, Destination destination) {
    List<String> texts = new ArrayList<>(List.of(call.target().uri().toString()));
    call.body().ifPresent(texts::add);
    call.headers().entrySet().stream()
        .filter(each -> !each.getKey().equals(TXN_TOKEN) || destination.peer().isEmpty())
        .forEach(each -> texts.add(each.getValue()));
    if (destination.expectsTokens()) {
      guard.requireExceptTokens(texts.toArray(String[]::new));
    } else {
      guard.require(texts.toArray(String[]::new));
    }
  }

  /** The token of the agent's handle, or the secret that the rules have for the destination. */
  private Optional<Added> added(CallRequest call, Destination destination) {
    Optional<SecretHeader> header = destination.secret();
    if (call.token().isPresent() && header.isPresent()) {
      throw Refusals.denied("token-destination", "The proxy adds another secret there");
    }
    return call.token()
        .map(handle -> token(handle, tokens.open(handle, destination).text()))
        .or(() -> header.map(this::secret));
  }

  private static Added token(String handle, String token) {
    return new Added("Authorization", "Bearer " + token, Map.entry(token, handle));
  }

  private Added secret(SecretHeader header) {
    String secret = secrets.read(header.secret());
    return new Added(
        header.name(), header.prefix() + secret, Map.entry(secret, "kept:" + header.secret()));
  }

  private ProxyAnswer send(CallRequest call, Destination destination, Optional<Added> added) {
    try (HttpClient client = client(destination)) {
      HttpResponse<InputStream> answer =
          client.send(request(call, added), HttpResponse.BodyHandlers.ofInputStream());
      String type = answer.headers().firstValue("content-type").orElse("");
      Map<String, String> sent = added.map(Added::secret).map(OutboundCalls::map).orElse(Map.of());
      String body = tokens.shown(AnswerText.hidden(text(answer), sent), type, destination);
      Set<String> secrets = new HashSet<>(tokens.known(destination).keySet());
      secrets.addAll(sent.keySet());
      String line =
          "method=%s destination=%s path=%s answer=%d"
              .formatted(
                  call.method(), destination.origin(), call.target().path(), answer.statusCode());
      return new ProxyAnswer(shown(answer, body, secrets), line);
    } catch (IOException e) {
      throw Refusals.unavailable(
          "destination-not-reached", "The destination was not reached or closed the connection", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusals.unavailable("destination-not-reached", "The proxy is stopping", e);
    }
  }

  /** A client for one call, with the current credential and trust anchors. */
  private HttpClient client(Destination destination) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(ProxySelector.of(null))
        .connectTimeout(CONNECT_TIMEOUT)
        .sslContext(tls.context(destination))
        .build();
  }

  private static HttpRequest request(CallRequest call, Optional<Added> added) {
    HttpRequest.BodyPublisher body =
        call.body().map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.target().uri()).timeout(TIME_LIMIT).method(call.method(), body);
    if (call.body().isPresent() && !call.headers().containsKey("content-type")) {
      request.header("Content-Type", "application/json");
    }
    call.headers().forEach(request::header);
    added.ifPresent(each -> request.header(each.header(), each.value()));
    return request.build();
  }

  private static String text(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream in = answer.body()) {
      byte[] bytes = timed(in);
      if (bytes.length > MAX_ANSWER) {
        throw Refusals.unavailable("answer-too-large", "The answer is larger than 1 MiB", null);
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Refusals.unavailable("answer-not-text", "The answer is not text in UTF-8", e);
    }
  }

  /** Within the time limit, because the client's own limit covers headers only. */
  private static byte[] timed(InputStream in) throws IOException {
    TimeLimit limit = TimeLimit.after(TIME_LIMIT, () -> close(in));
    try {
      return in.readNBytes(MAX_ANSWER + 1);
    } finally {
      limit.close();
    }
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException ignored) {
      return; // the reader gets the exception
    }
  }

  /** What was sent, with what the agent sees instead, since the destination may repeat it. */
  private static Map<String, String> map(Map.Entry<String, String> secret) {
    return Map.of(secret.getKey(), secret.getValue());
  }

  /** The answer for the agent, without headers that contain a token, as Location could. */
  private static JsonObject shown(
      HttpResponse<InputStream> answer, String body, Set<String> secrets) {
    JsonObjectBuilder headers = Json.createObjectBuilder();
    for (String name : SHOWN_HEADERS) {
      answer
          .headers()
          .firstValue(name)
          .filter(
              value -> !AnswerText.namesTokens(value) && !AnswerText.containsSecret(value, secrets))
          .ifPresent(value -> headers.add(name, value));
    }
    return Json.createObjectBuilder()
        .add("status", answer.statusCode())
        .add("headers", headers)
        .add("body", body)
        .build();
  }
}

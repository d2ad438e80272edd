package org.bailiwick.jaxrs;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the enforcement point by the Authorization API of AuthZEN 1.0. */
public final class EnforcementClient {
  private static final int LONGEST = 64 * 1024;
  private static final int OK = 200;
  private static final String UNREADABLE = "the enforcement point's answer cannot be read";

  /** A decision with its reasons. */
  public record Answer(boolean permitted, List<String> reasons) {}

  private final EnforcementOptions options;
  private final URI evaluation;
  private final HttpClient client;

  /** A client of the enforcement point that these options name. */
  public EnforcementClient(EnforcementOptions options) {
    this.options = options;
    this.evaluation =
        URI.create(
            options.url().toString().replaceAll("/$", "")
                + "/"
                + options.application()
                + "/access/v1/evaluation");
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.of(null))
            .connectTimeout(options.patience())
            .build();
  }

  /**
   * The answer to a question.
   *
   * @param certificate the header {@code Client-Cert} of the caller, if it has shown a certificate
   * @throws IOException if there is none, or none that can be read
   */
  public Answer ask(JsonObject question, Optional<String> certificate) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(evaluation)
            .timeout(options.patience())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(question.toString()));
    certificate.ifPresent(each -> request.header("Client-Cert", each));
    CompletableFuture<byte[]> exchange =
        client
            .sendAsync(request.build(), BodyHandlers.ofInputStream())
            .thenApplyAsync(EnforcementClient::body);
    try {
      return read(exchange.get(options.patience().toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      throw new IOException("the enforcement point was not reached", e);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new IOException("the enforcement point did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the question was interrupted", e);
    }
  }

  private static byte[] body(HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      byte[] body = in.readNBytes(LONGEST + 1);
      if (response.statusCode() != OK || body.length > LONGEST) {
        throw new IllegalStateException(UNREADABLE);
      }
      return body;
    } catch (IOException e) {
      throw new IllegalStateException(UNREADABLE, e);
    }
  }

  private static Answer read(byte[] body) throws IOException {
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      JsonObject answer = reader.readObject();
      JsonValue decision = answer.get("decision");
      if (decision != JsonValue.TRUE && decision != JsonValue.FALSE) {
        throw new IOException(UNREADABLE);
      }
      return new Answer(decision == JsonValue.TRUE, reasons(answer));
    } catch (JsonException | IllegalStateException | ClassCastException e) {
      throw new IOException(UNREADABLE, e);
    }
  }

  private static List<String> reasons(JsonObject answer) {
    return Optional.ofNullable(answer.getJsonObject("context"))
        .map(context -> context.getJsonArray("reasons"))
        .map(all -> all.getValuesAs(JsonString::getString))
        .orElse(List.of());
  }
}
